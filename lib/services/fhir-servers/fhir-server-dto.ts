import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import type { FhirServer } from "#lib/platform/db/generated/client.ts";

export const includeForDto = { environment: { select: { slug: true } } } as const;

export type FhirServerRow = FhirServer & { environment: { slug: string } };

export function toFhirServerDto(server: FhirServerRow): FhirServerDto {
  return {
    id: server.id,
    teamId: server.teamId,
    name: server.name,
    baseUrl: server.baseUrl,
    environment: server.environment.slug,
    fhirVersion: server.fhirVersion,
    createdAt: server.createdAt.toISOString(),
    updatedAt: server.updatedAt.toISOString(),
  };
}
