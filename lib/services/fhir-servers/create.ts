import type { CreateFhirServerInput, FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import { assertResource } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findEnvironment } from "#lib/services/environments/find.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { fhirServerKind } from "#lib/services/resource-kinds.ts";
import { includeForDto, toFhirServerDto } from "./fhir-server-dto.ts";

/** POST /fhir/servers: registers a server in one of the team's environments. */
export async function createFhirServer(
  ctx: ServiceContext,
  input: CreateFhirServerInput,
): Promise<FhirServerDto> {
  const scope = authorize(ctx, "fhir.servers:write");
  assertResource(scope, fhirServerKind, null);
  const { teamId } = scope;
  const { environment: slug, ...fields } = input;
  return withClaim(ctx, async (tx) => {
    const environment = await findEnvironment(tx, scope, slug);
    const server = await tx.fhirServer.create({
      data: {
        id: createId("fhirServer"),
        teamId,
        environmentId: environment.id,
        ...fields,
        createdAt: ctx.now,
        updatedAt: ctx.now,
      },
      include: includeForDto,
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "fhir_server.create",
      target: { type: "fhirServer", id: server.id },
      changes: input,
    });
    return toFhirServerDto(server, ctx.runtime);
  });
}
