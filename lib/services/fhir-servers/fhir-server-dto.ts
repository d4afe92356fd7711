import type { FhirCredentialDto } from "#lib/contract/resources/fhir-gateway.ts";
import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import type { FhirServer, FhirServerCredential } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import { openCredential } from "./gateway/credential-box.ts";
import { areKeysAllowed } from "./gateway/plan-gateway.ts";
import { isGatewayEnabled } from "./gateway/read-gateway-server.ts";

export const includeForDto = { environment: { select: { slug: true } }, credential: true } as const;

export type FhirServerRow = FhirServer & {
  environment: { slug: string };
  credential: FhirServerCredential | null;
};

type DtoRuntime = Pick<Runtime, "config" | "secrets">;

function toCredentialDto(server: FhirServerRow, { secrets }: DtoRuntime): FhirCredentialDto | null {
  const { credential } = server;
  if (credential === null) return null;
  const { clientId, scopes, tokenUrl, publicKey, createdAt } = credential;
  return {
    // Only the kinds of the contract are written.
    kind: credential.kind as FhirCredentialDto["kind"],
    isUsable: openCredential(credential, server, secrets.session) !== null,
    clientId,
    scopes,
    tokenUrl,
    jwks: publicKey === null ? null : { keys: [Object(publicKey)] },
    createdAt: createdAt.toISOString(),
  };
}

export function toFhirServerDto(server: FhirServerRow, runtime: DtoRuntime): FhirServerDto {
  return {
    id: server.id,
    teamId: server.teamId,
    name: server.name,
    baseUrl: server.baseUrl,
    environment: server.environment.slug,
    fhirVersion: server.fhirVersion,
    gateway: {
      enabled: isGatewayEnabled(server),
      allowsKeys: areKeysAllowed(server),
      url: getFhirBaseUrl(runtime.config, server.id),
    },
    credential: toCredentialDto(server, runtime),
    createdAt: server.createdAt.toISOString(),
    updatedAt: server.updatedAt.toISOString(),
  };
}
