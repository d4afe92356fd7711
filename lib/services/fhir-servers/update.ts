import type { FhirServerDto, UpdateFhirServerInput } from "#lib/contract/resources/fhir-servers.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { getNextUpdatedAt } from "#lib/services/keys/change-key.ts";
import { endAccessToServer } from "#lib/services/launch/grants/end-access.ts";
import { toFhirServerDto } from "./fhir-server-dto.ts";
import { findFhirServer, lockFhirServer } from "./find-fhir-server.ts";
import { closedGateway, describeGatewayChange } from "./gateway/plan-gateway.ts";

/**
 * PATCH /fhir/servers/{id}: changes the given fields. Another base URL turns the gateway off, makes the credential useless, which
 * was encrypted for the previous one, and ends what apps got: its patients are those of the previous one.
 */
export async function updateFhirServer(
  ctx: ServiceContext,
  input: UpdateFhirServerInput & { id: string },
): Promise<FhirServerDto> {
  const scope = authorize(ctx, "fhir.servers:write");
  const { teamId } = scope;
  const { id, ...fields } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const server = await lockFhirServer(tx, scope, id);
    const isMoved = fields.baseUrl !== undefined && fields.baseUrl !== server.baseUrl;
    const endedGrants = isMoved ? await endAccessToServer(tx, server, ctx.now) : 0;
    const columns = { ...fields, ...(isMoved ? closedGateway : {}) };
    await tx.fhirServer.updateMany({
      where: { id, teamId, deletedAt: null },
      data: { ...columns, updatedAt: getNextUpdatedAt(server.updatedAt, ctx.now) },
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "fhir_server.update",
      target: { type: "fhirServer", id },
      changes: {
        ...fields,
        ...describeGatewayChange(server, { ...server, ...columns }),
        ...(endedGrants === 0 ? {} : { endedGrants }),
      },
    });
    return toFhirServerDto(await findFhirServer(tx, scope, id), ctx.runtime);
  });
}
