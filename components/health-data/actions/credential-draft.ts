import type { ApiFailure } from "#components/api-failure.ts";
import type { FhirCredentialDto, FhirCredentialKind } from "#lib/contract/resources/fhir-gateway.ts";
import { serverActionTexts } from "./texts.ts";

const { problems } = serverActionTexts.credential;

/** The fields of the form as typed. Never stored, because they contain secrets. */
export interface CredentialDraft {
  kind: FhirCredentialKind;
  token: string;
  username: string;
  password: string;
  clientId: string;
  scopes: string;
  tokenUrl: string;
}

type CredentialField = keyof Omit<CredentialDraft, "kind">;

/** The fields of each kind, in their order. */
export const credentialFields: Readonly<Record<FhirCredentialKind, readonly CredentialField[]>> = {
  bearer: ["token"],
  basic: ["username", "password"],
  "backend-services": ["clientId", "scopes", "tokenUrl"],
};

/** The form starts with what isn't secret in the current credential. */
export function createCredentialDraft(current: FhirCredentialDto | null): CredentialDraft {
  return {
    kind: current?.kind ?? "bearer",
    token: "",
    username: "",
    password: "",
    clientId: current?.clientId ?? "",
    scopes: current?.scopes ?? "system/*.rs",
    tokenUrl: current?.tokenUrl ?? "",
  };
}

/** The body of POST /fhir/servers/{id}/credential. A password can begin or end with a space, everything else can't. */
export function toCredentialBody(draft: CredentialDraft) {
  const { kind } = draft;
  switch (kind) {
    case "bearer":
      return { kind, token: draft.token.trim() };
    case "basic":
      return { kind, username: draft.username, password: draft.password };
    case "backend-services":
      return {
        kind,
        clientId: draft.clientId.trim(),
        scopes: draft.scopes.trim().replaceAll(/\s+/g, " "),
        tokenUrl: draft.tokenUrl.trim() === "" ? null : draft.tokenUrl.trim(),
      };
  }
}

/** The fields that are empty but required. The API finds everything else. Null: none. */
export function findMissingFields(draft: CredentialDraft): ApiFailure | null {
  const details = credentialFields[draft.kind].flatMap((path) =>
    path === "tokenUrl" || draft[path].trim() !== "" ? [] : [{ path, message: problems[path] }],
  );
  const [first] = details;
  if (first === undefined) return null;
  return { status: 400, code: "invalid_request", message: first.message, details, requestId: null };
}
