import type { FhirServer, FhirServerCredential } from "#lib/platform/db/generated/client.ts";
import type { CheckedCredential, Problem } from "#lib/platform/fhir/check-connection.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { type CredentialSecret, openCredential } from "./credential-box.ts";

/** Requests an access token for backend services, or says why there is none. The gateway does this (lib/fhir-gateway). */
export type RequestToken = (
  server: FhirServer & { credential: FhirServerCredential },
  secret: Extract<CredentialSecret, { kind: "backend-services" }>,
) => Promise<string | { problem: Problem }>;

async function authorizeWith(
  server: FhirServer & { credential: FhirServerCredential },
  secret: CredentialSecret,
  requestToken: RequestToken,
): Promise<CheckedCredential["authorization"]> {
  switch (secret.kind) {
    case "bearer":
      return `Bearer ${secret.token}`;
    case "basic":
      return `Basic ${Buffer.from(`${secret.username}:${secret.password}`).toString("base64")}`;
    case "backend-services": {
      const token = await requestToken(server, secret);
      return typeof token === "string" ? `Bearer ${token}` : token;
    }
  }
}

/** How a check of a registered server authenticates: as its gateway does. Undefined: the server needs no credential. */
export async function authenticateCheck(
  { credential, ...server }: FhirServer & { credential: FhirServerCredential | null },
  { secrets }: Pick<Runtime, "secrets">,
  requestToken: RequestToken,
): Promise<CheckedCredential | undefined> {
  if (credential === null) return undefined;
  // Only the kinds of the contract are written.
  const kind = credential.kind as CheckedCredential["kind"];
  const secret = openCredential(credential, server, secrets.session);
  if (secret === null) return { kind, authorization: { problem: "credential_not_usable" } };
  return { kind, authorization: await authorizeWith({ ...server, credential }, secret, requestToken) };
}
