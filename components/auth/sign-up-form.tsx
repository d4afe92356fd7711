"use client";

import type { FormEvent } from "react";
import { z } from "zod";
import { requestApi } from "#components/api-client.ts";
import { type ApiFailure, findFieldError, getFailure } from "#components/api-failure.ts";
import { Button } from "#components/ui/button/button.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { useRequest } from "#components/use-request.ts";
import { openPage } from "#components/wait-for-leaving.ts";
import { createUserSchema } from "#lib/contract/people/users.ts";
import { PasswordField } from "./password-field.tsx";
import { type Provider, ProviderButtons } from "./provider-buttons.tsx";
import { signIn } from "./session-client.ts";
import { authTexts } from "./texts.ts";
import { useLinkedCode } from "./use-linked-code.ts";

const texts = authTexts.signUp;
const fieldNames = ["name", "email", "password", "setupCode", "invitationToken"];

interface SignUpFormProps {
  /** The path on this console to open after sign-in. */
  returnPath: string;
  needsSetUpCode: boolean;
  providers: readonly Provider[];
  /** The path to open after a provider sign-in. Defaults to `returnPath`. */
  providerReturnPath?: string;
  /** Set when signing up through an invitation, which is only for this email address. */
  invited?: { email: string; token: string };
}

function readForm(form: HTMLFormElement, invitationToken: string | undefined) {
  const fields = new FormData(form);
  const read = (name: string) => String(fields.get(name) ?? "");
  const setupCode = read("setupCode").trim();
  return {
    name: read("name"),
    email: read("email").trim(),
    password: read("password"),
    ...(setupCode === "" ? {} : { setupCode }),
    ...(invitationToken === undefined ? {} : { invitationToken }),
  };
}

/** Checks the server's rules before sending the request. */
function findProblems(input: ReturnType<typeof readForm>): ApiFailure | null {
  const parsed = createUserSchema.safeParse(input);
  if (parsed.success) return null;
  const details = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  return { status: 400, code: "invalid_request", message: "", details, requestId: null };
}

/** A conflict without a field means the email address is taken, so the message belongs to that field. */
function placeConflict(failure: ApiFailure): ApiFailure {
  if (failure.code !== "conflict" || failure.details.length > 0) return failure;
  return { ...failure, details: [{ path: "email", message: failure.message }] };
}

/** With a mail server, the response contains only the email, so it doesn't reveal whether the account already existed. */
const accountResponse = z.object({ id: z.string().optional(), email: z.string() });

async function createAccount(input: ReturnType<typeof readForm>) {
  const problems = findProblems(input);
  if (problems !== null) return { isOk: false, failure: problems } as const;
  const result = await requestApi({ method: "POST", path: "/users", body: input, schema: accountResponse });
  return result.isOk ? result : ({ isOk: false, failure: placeConflict(result.failure) } as const);
}

function focusFirstProblem(form: HTMLFormElement, problem: ApiFailure): void {
  const first = fieldNames.find((name) => findFieldError(problem, name) !== undefined);
  if (first !== undefined) form.querySelector<HTMLInputElement>(`[name="${first}"]`)?.focus();
}

export function SignUpForm(props: SignUpFormProps) {
  const { returnPath, providerReturnPath = returnPath, needsSetUpCode, providers, invited } = props;
  const { isBusy, result, run } = useRequest(async (_, form: HTMLFormElement) => {
    const input = readForm(form, invited?.token);
    const created = await createAccount(input);
    if (!created.isOk) {
      focusFirstProblem(form, created.failure);
      return created;
    }
    const outcome = await signIn(input);
    if (outcome.isOk) return openPage(returnPath);
    return created.data.id === undefined ? created : openPage("/sign-in");
  });
  const failure = getFailure(result);
  const [setupCode, setSetupCode] = useLinkedCode();
  // Only the server knows that some email addresses need the code.
  const showsSetupCode = needsSetUpCode || findFieldError(failure, "setupCode") !== undefined;

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(event.currentTarget);
  };

  const hasFieldError = fieldNames.some((name) => findFieldError(failure, name) !== undefined);
  return (
    <>
      {/* POST keeps the password out of the URL if the form is sent before the page's code runs. */}
      <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          label={authTexts.name}
          name="name"
          autoComplete="name"
          error={findFieldError(failure, "name")}
          required
        />
        <TextField
          label={authTexts.email}
          name="email"
          type="email"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          defaultValue={invited?.email}
          readOnly={invited !== undefined}
          error={findFieldError(failure, "email") ?? findFieldError(failure, "invitationToken")}
          required
        />
        <PasswordField
          autoComplete="new-password"
          hint={texts.passwordHint}
          error={findFieldError(failure, "password")}
          required
        />
        {showsSetupCode ? (
          <TextField
            label={authTexts.setupCode}
            name="setupCode"
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
            hint={texts.setupCodeHint}
            value={setupCode}
            onChange={(event) => setSetupCode(event.target.value)}
            error={findFieldError(failure, "setupCode")}
            required
          />
        ) : null}
        {result?.isOk ? <p role="status">{texts.accepted(result.data.email)}</p> : null}
        {failure === null || hasFieldError ? null : <FieldError>{failure.message}</FieldError>}
        <Button type="submit" variant="primary" className="h-9" isBusy={isBusy}>
          {texts.submit}
        </Button>
      </form>
      <ProviderButtons providers={providers} returnPath={providerReturnPath} />
    </>
  );
}
