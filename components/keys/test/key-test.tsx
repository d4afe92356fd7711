"use client";

import { type FormEvent, useEffect, useRef, useState } from "react";
import { type ApiFailure, type ApiResult, findFieldError, getFailure } from "#components/api-failure.ts";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { detailTexts } from "#components/keys/detail/texts.ts";
import { toEnvironmentOption } from "#components/keys/state/environment-options.ts";
import type { KeyPageData } from "#components/keys/view-data.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { useRequest } from "#components/use-request.ts";
import type { VerifyAnswer } from "#lib/contract/keys/verify.ts";
import type { RequestedChecks } from "./list-checks.ts";
import { SecretField } from "./secret-field.tsx";

const texts = detailTexts.test;

// Loaded on the first test, because it includes the response schemas.
const TestResult = loadComponent(async () => (await import("./test-result.tsx")).TestResult);

interface TestInput {
  permission: string;
  environment: string;
  ip: string;
}

/** The verification result, and which checks were requested. */
interface TestOutcome {
  answer: VerifyAnswer;
  requested: RequestedChecks;
}

const keyMissing: ApiFailure = {
  status: 400,
  code: "invalid_request",
  message: "",
  details: [{ path: "key", message: texts.keyMissing }],
  requestId: null,
};

async function verify(teamId: string, key: string, { permission, environment, ip }: TestInput) {
  const { testKey } = await import("#components/keys/key-client.ts");
  return testKey(teamId, {
    key,
    ...(permission === "" ? {} : { permissions: [permission] }),
    ...(environment === "" ? {} : { environment }),
    ...(ip.trim() === "" ? {} : { ip: ip.trim() }),
  });
}

/** Verifies a pasted secret as a service would, and shows the result of each check. */
export function KeyTest({ page }: { page: KeyPageData }) {
  // Every request with its secrets is rejected for the same reason, which the page says.
  if (page.key.status === "revoked") return null;
  const canVerify = page.viewer.permissions.includes("keys:verify");
  return (
    <Section id="test" title={texts.title} intro={canVerify ? texts.intro : texts.notAllowed}>
      {canVerify ? <TestForm page={page} /> : null}
    </Section>
  );
}

function TestForm({ page }: { page: KeyPageData }) {
  const secretRef = useRef<HTMLInputElement>(null);
  const [input, setInput] = useState({ permission: "", environment: page.key.environment, ip: "" });
  useWipeOnLeave(secretRef);
  const { isBusy, result, run } = useRequest(async (): Promise<ApiResult<TestOutcome>> => {
    const secret = secretRef.current?.value.trim() ?? "";
    if (secret === "") {
      secretRef.current?.focus();
      return { isOk: false, failure: keyMissing };
    }
    const verified = await verify(page.team.id, secret, input);
    if (!verified.isOk) return verified;
    const requested = { permission: input.permission !== "", environment: input.environment !== "" };
    return { isOk: true, data: { answer: verified.data, requested } };
  });
  const shown = isBusy ? null : result;
  const failure = getFailure(shown);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run();
  };

  return (
    <div className="rounded-lg border">
      {/* If the form is submitted before the script runs, POST keeps the secret out of the URL. */}
      <form noValidate method="post" onSubmit={submit} className="flex flex-col gap-4 p-4">
        <SecretField ref={secretRef} error={findFieldError(failure, "key")} />
        <TestOptions
          page={page}
          input={input}
          failure={failure}
          onChange={(changes) => setInput((current) => ({ ...current, ...changes }))}
        />
        <FormFailure failure={failure} fields={["key", "ip"]} />
        <div>
          <Button type="submit" variant="primary" isBusy={isBusy}>
            {texts.submit}
          </Button>
        </div>
      </form>
      <div role="status">
        {shown?.isOk ? <TestResult {...shown.data} keyDto={page.key} teamSlug={page.team.slug} /> : null}
      </div>
    </div>
  );
}

/** Clears the field when the page is left, because the browser can restore the page from its cache. */
function useWipeOnLeave(field: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const wipe = () => {
      if (field.current !== null) field.current.value = "";
    };
    addEventListener("pagehide", wipe);
    return () => removeEventListener("pagehide", wipe);
  }, [field]);
}

interface TestOptionsProps {
  page: KeyPageData;
  input: TestInput;
  failure: ApiFailure | null;
  onChange: (changes: Partial<TestInput>) => void;
}

function TestOptions({ page, input, failure, onChange }: TestOptionsProps) {
  const { address } = page.form;
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      <SelectField
        label={texts.permission}
        value={input.permission}
        onChange={(event) => onChange({ permission: event.target.value })}
        options={[
          { value: "", label: texts.notChecked },
          ...page.form.permissions.map(({ name }) => ({ value: name, label: name })),
        ]}
      />
      <SelectField
        label={texts.environment}
        value={input.environment}
        onChange={(event) => onChange({ environment: event.target.value })}
        options={[{ value: "", label: texts.notChecked }, ...page.environments.map(toEnvironmentOption)]}
      />
      <TextField
        label={texts.address}
        className="font-mono"
        placeholder={address ?? undefined}
        autoComplete="off"
        spellCheck={false}
        value={input.ip}
        onChange={(event) => onChange({ ip: event.target.value })}
        hint={texts.addressHint}
        error={findFieldError(failure, "ip")}
      />
    </div>
  );
}
