import type { FhirServerDto, UpdateFhirServerInput } from "#lib/contract/resources/fhir-servers.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toFhirServerDto } from "./fhir-server-dto.ts";
import { findFhirServer } from "./find-fhir-server.ts";

/** PATCH /fhir/servers/{id}: changes the given fields. */
export async function updateFhirServer(
  ctx: ServiceContext,
  input: UpdateFhirServerInput & { id: string },
): Promise<FhirServerDto> {
  const scope = authorize(ctx, "fhir.servers:write");
  const { teamId } = scope;
  const { id, ...fields } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    await findFhirServer(tx, scope, id);
    await tx.fhirServer.updateMany({
      where: { id, teamId, deletedAt: null },
      data: { ...fields, updatedAt: ctx.now },
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "fhir_server.update",
      target: { type: "fhirServer", id },
      changes: fields,
    });
    return toFhirServerDto(await findFhirServer(tx, scope, id), ctx.runtime);
  });
}
