import type { UpdateFhirGatewayInput } from "#lib/contract/resources/fhir-gateway.ts";
import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { beyondBound } from "#lib/domain/common/errors.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { getNextUpdatedAt } from "#lib/services/keys/change-key.ts";
import { notifyGatewayChange } from "#lib/services/notices/notify-gateway-change.ts";
import { lockTeam } from "#lib/services/teams/lock-team.ts";
import { toFhirServerDto } from "./fhir-server-dto.ts";
import { assertUnchanged, findFhirServer, lockFhirServer } from "./find-fhir-server.ts";
import { describeGatewayChange, planGateway } from "./gateway/plan-gateway.ts";

/**
 * Only an owner in person lets keys reach patient data. The team is locked, so that nobody who loses the role in the meantime
 * can.
 */
async function assertOwner(tx: Transaction, scope: Scope): Promise<void> {
  if (scope.actor.type !== "user") throw beyondBound("people");
  const { role } = await lockTeam(tx, scope);
  if (role !== "owner") throw beyondBound("role");
}

/** PATCH /fhir/servers/{id}/gateway: turns the gateway on or off, and lets API keys use it or not. */
export async function updateFhirGateway(
  ctx: ServiceContext,
  input: UpdateFhirGatewayInput & { id: string },
): Promise<FhirServerDto> {
  const scope = authorize(ctx, "fhir.gateway:write");
  const { teamId } = scope;
  const { id, expectedUpdatedAt, ...switches } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    if (switches.allowsKeys === true) await assertOwner(tx, scope);
    const server = await lockFhirServer(tx, scope, id);
    assertUnchanged(server, expectedUpdatedAt);
    const columns = planGateway(server, switches);
    const changes = describeGatewayChange(server, { ...server, ...columns });
    if (changes === null) return toFhirServerDto(server, ctx.runtime);
    await tx.fhirServer.updateMany({
      where: { id, teamId, deletedAt: null, baseUrl: server.baseUrl },
      data: { ...columns, updatedAt: getNextUpdatedAt(server.updatedAt, ctx.now) },
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "fhir_gateway.update",
      target: { type: "fhirServer", id },
      changes: { ...changes, baseUrl: server.baseUrl },
    });
    await notifyGatewayChange(tx, ctx, server, changes);
    return toFhirServerDto(await findFhirServer(tx, scope, id), ctx.runtime);
  });
}
