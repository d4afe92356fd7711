import { withTransaction } from "#lib/db/transaction.ts";
import type { EnvironmentDto, UpdateEnvironmentInput } from "#lib/schemas/environments.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { listChanges } from "#lib/services/audit/list-changes.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { toEnvironmentDto } from "./environment-dto.ts";
import { lockEnvironment } from "./lock-environment.ts";

/** Where an environment stands and how it is shown changes no verdict. */
function bearsOnKeys({
  position: _,
  color: _color,
  label: _label,
  ...rules
}: UpdateEnvironmentInput): boolean {
  return Object.keys(rules).length > 0;
}

/**
 * PATCH /environments/{id}: its looks and its rules. Keys that exist go on working; the rules count the next time one is
 * made, changed or rotated.
 */
export async function updateEnvironment(
  ctx: ServiceContext,
  input: UpdateEnvironmentInput & { id: string },
): Promise<EnvironmentDto> {
  const scope = authorize(ctx, "team:write");
  const { teamId } = scope;
  const { id, ...fields } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const before = toEnvironmentDto(await lockEnvironment(tx, scope, id));
    await tx.environment.updateMany({
      where: { id, teamId, retiredAt: null },
      data: { ...fields, updatedAt: ctx.now },
    });
    if (bearsOnKeys(fields)) await recordInvalidation(tx, "environment", id);
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
