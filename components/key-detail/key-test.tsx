"use client";

import dynamic from "next/dynamic";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import type { KeyPageData } from "#components/keys/view-data.ts";
import { Button } from "#components/ui/button.tsx";
import { Section } from "#components/ui/section.tsx";
import { SelectField } from "#components/ui/select.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { VerifyAnswer } from "#lib/schemas/verify.ts";
import { type ApiFailure, findFieldError } from "../api-client.ts";
import type { AskedChecks } from "./list-checks.ts";
import { SecretField } from "./secret-field.tsx";
import { detailTexts } from "./texts.ts";

const texts = detailTexts.test;

// What answers brings the schemas along, so both are loaded when something is asked.
const TestResult = dynamic(async () => (await import("./test-result.tsx")).TestResult, { ssr: false });

interface Question {
  permission: string;
  environment: string;
  ip: string;
}

/** The answer with the question it is to. */
interface Answered {
  answer: VerifyAnswer;
  asked: AskedChecks;
}

function refuseEmpty(): ApiFailure {
  const details = [{ path: "key", message: texts.keyMissing }];
  return { status: 400, code: "invalid_request", message: "", details, requestId: null };
}

async function ask(teamId: string, key: string, { permission, environment, ip }: Question) {
  const { tryKey } = await import("#components/keys/key-client.ts");
  return tryKey(teamId, {
    key,
    ...(permission === "" ? {} : { permissions: [permission] }),
    ...(environment === "" ? {} : { environment }),
    ...(ip.trim() === "" ? {} : { ip: ip.trim() }),
  });
}

/** Asks about a pasted secret as a service would, and says how each check went. */
export function KeyTest({ page }: { page: KeyPageData }) {
  const mayAsk = page.viewer.permissions.includes("keys:verify");
  return (
    <Section id="test" title={texts.title} intro={mayAsk ? texts.intro : texts.notAllowed}>
      {mayAsk ? <TestForm page={page} /> : null}
    </Section>
  );
}

function TestForm({ page }: { page: KeyPageData }) {
  const secretRef = useRef<HTMLInputElement>(null);
  const [question, setQuestion] = useState({ permission: "", environment: page.key.environment, ip: "" });
  const [answered, setAnswered] = useState<Answered | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  useWipeOnLeave(secretRef);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const secret = secretRef.current?.value.trim() ?? "";
    setAnswered(null);
    setFailure(secret === "" ? refuseEmpty() : null);
    if (secret === "") return secretRef.current?.focus();
    setIsBusy(true);
    const result = await ask(page.team.id, secret, question);
    setIsBusy(false);
    if (!result.isOk) return setFailure(result.failure);
    const asked = { permission: question.permission !== "", environment: question.environment !== "" };
    setAnswered({ answer: result.data, asked });
  };

  return (
    <div className="rounded-lg border">
      {/* Were it sent before this page's code runs, POST keeps the secret out of the address. */}
      <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-4 p-4">
        <SecretField ref={secretRef} error={findFieldError(failure, "key")} />
        <Choices
          page={page}
          question={question}
          failure={failure}
          onChange={(changes) => setQuestion((current) => ({ ...current, ...changes }))}
        />
        <FormFailure failure={failure} fields={["key", "ip"]} />
        <div>
          <Button type="submit" look="primary" isBusy={isBusy}>
            {texts.submit}
          </Button>
        </div>
      </form>
      <div role="status">
        {answered === null ? null : <TestResult {...answered} keyDto={page.key} teamSlug={page.team.slug} />}
      </div>
    </div>
  );
}

/** A browser brings a page back as it was left: not with a secret in it. */
function useWipeOnLeave(field: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const wipe = () => {
      if (field.current !== null) field.current.value = "";
    };
    addEventListener("pagehide", wipe);
    return () => removeEventListener("pagehide", wipe);
  }, [field]);
}

interface ChoicesProps {
  page: KeyPageData;
  question: Question;
  failure: ApiFailure | null;
  onChange: (changes: Partial<Question>) => void;
}

function Choices({ page, question, failure, onChange }: ChoicesProps) {
  const { address } = page.form;
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <SelectField
        label={texts.permission}
        value={question.permission}
        onChange={(event) => onChange({ permission: event.target.value })}
        options={[
          { value: "", label: texts.notAsked },
          ...page.form.permissions.map(({ name }) => ({ value: name, label: name })),
        ]}
      />
      <SelectField
        label={texts.environment}
        value={question.environment}
        onChange={(event) => onChange({ environment: event.target.value })}
        options={[
          { value: "", label: texts.notAsked },
          ...page.environments.map(({ slug, label }) => ({ value: slug, label })),
        ]}
      />
      <TextField
        label={texts.address}
        className="font-mono"
        placeholder={address ?? undefined}
        autoComplete="off"
        spellCheck={false}
        value={question.ip}
        onChange={(event) => onChange({ ip: event.target.value })}
        hint={texts.addressHint}
        error={findFieldError(failure, "ip")}
      />
    </div>
  );
}
