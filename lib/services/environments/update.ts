import type { EnvironmentDto, UpdateEnvironmentInput } from "#lib/contract/team/environments.ts";
import { beyondBound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { listChanges } from "#lib/services/audit/list-changes.ts";
import { authorizeTeamManagement } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { toEnvironmentDto } from "./environment-dto.ts";
import { lockEnvironment } from "./lock-environment.ts";

/** Position, color, label and notices do not affect verdicts. */
function affectsKeys({
  position: _,
  color: _color,
  label: _label,
  notifiesKeyChanges: _notifiesKeyChanges,
  ...rules
}: UpdateEnvironmentInput): boolean {
  return Object.keys(rules).length > 0;
}

/**
 * PATCH /environments/{id}: changes its appearance and rules. Existing keys keep working; the rules apply the next time a
 * key is created, changed or rotated.
 */
export async function updateEnvironment(
  ctx: ServiceContext,
  input: UpdateEnvironmentInput & { id: string },
): Promise<EnvironmentDto> {
  const scope = authorizeTeamManagement(ctx, "team:write");
  const { teamId } = scope;
  const { id, ...fields } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    if (fields.allowsTeamManagement !== undefined && scope.actor.type === "apiKey") {
      throw beyondBound("peopleManagement");
    }
    const before = toEnvironmentDto(await lockEnvironment(tx, scope, id));
    await tx.environment.updateMany({
      where: { id, teamId, retiredAt: null },
      data: { ...fields, updatedAt: ctx.now },
    });
    if (affectsKeys(fields)) await recordInvalidation(tx, "environment", id);
    const after = toEnvironmentDto(await lockEnvironment(tx, scope, id));
    await emitAudit(tx, ctx, {
      teamId,
      action: "environment.update",
      target: { type: "environment", id },
      changes: listChanges({ ...before }, { ...after }),
    });
    return after;
  });
}
