import type { FhirServer } from "#lib/db/generated/client.ts";
import type { FhirServerDto } from "#lib/schemas/fhir-servers.ts";

/** The kind of FHIR servers in a key's resources: `fhir.servers:srv_…`. */
export const fhirServerKind = "fhir.servers";

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
