import type { BackendServer } from "#lib/platform/fhir/backend-tokens.ts";
import type { CredentialSecret } from "./credential-box.ts";
import type { GatewayCredential } from "./read-gateway-server.ts";

/** What requesting a token of a server needs. */
export function toBackendServer(
  { id, baseUrl }: { id: string; baseUrl: string },
  { clientId, scopes, tokenUrl, publicKey }: Omit<GatewayCredential, "secret">,
  { privateKey }: Extract<CredentialSecret, { kind: "backend-services" }>,
): BackendServer {
  const key =
    typeof publicKey === "object" && publicKey !== null && "kid" in publicKey ? publicKey.kid : null;
  const keyId = typeof key === "string" ? key : null;
  return { id, baseUrl, clientId: clientId ?? "", scopes: scopes ?? "", tokenUrl, privateKey, keyId };
}
