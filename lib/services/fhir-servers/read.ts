import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toFhirServerDto } from "./fhir-server-dto.ts";
import { findFhirServer } from "./find-fhir-server.ts";

/** GET /fhir/servers/{id}. */
export async function readFhirServer(ctx: ServiceContext, input: { id: string }): Promise<FhirServerDto> {
  const scope = authorize(ctx, "fhir.servers:read");
  return toFhirServerDto(await findFhirServer(ctx.runtime.database.prisma, scope, input.id), ctx.runtime);
}
