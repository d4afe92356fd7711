import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { type AuditChanges, emitAudit } from "#lib/services/audit/emit.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { completeClaim } from "#lib/services/idempotency/complete.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { getNextUpdatedAt } from "#lib/services/keys/change-key.ts";
import { findApp, lockApp } from "./find-app.ts";
import { type AppRow, describeOne } from "./plan/app-dto.ts";

/** An app that no other transaction can change until this one ends. */
export interface LockedApp {
  tx: Transaction;
  scope: Scope;
  app: AppRow;
}

/** What a verb does to an app, besides what it writes to the app's secrets itself. */
interface AppChange {
  action: `app.${string}` | `app_secret.${string}` | `app_rule.${string}`;
  columns?: Prisma.AppUncheckedUpdateManyInput;
  /** Whether the tokens end that it got by assertions so far. */
  endsAssertedTokens?: boolean;
  /** What the audit event contains. */
  describe?: (after: AppRow) => AuditChanges;
}

export function assertNotDeleted(app: AppRow): void {
  if (app.deletedAt !== null) throw new ServiceError("conflict", { message: "This app was deleted" });
}

/**
 * By the database's clock and under the app's lock: a token that was issued while this request waited, or by an instance whose
 * clock is ahead, ends too. Always later than the last time, because tokens are never issued before that one.
 */
async function endAssertedTokens(tx: Transaction, { id, teamId }: { id: string; teamId: string }) {
  await tx.$executeRaw`
    UPDATE apps SET tokens_ended_at = greatest(clock_timestamp(), tokens_ended_at + interval '2 milliseconds')
    WHERE id = ${id} AND team_id = ${teamId}`;
}

/**
 * Changes an app: every verb for an existing app goes through here. `run` decides, and returns null if there is nothing to
 * change. Throws `not_found`, `forbidden` for an app the actor cannot see, and what `run` throws.
 */
export async function changeApp(
  ctx: ServiceContext,
  id: string,
  run: (locked: LockedApp) => AppChange | null | Promise<AppChange | null>,
): Promise<AppDto> {
  const scope = authorize(ctx, "apps:write");
  const { teamId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const app = await lockApp(tx, scope, id);
    const change = await run({ tx, scope, app });
    if (change === null) {
      await completeClaim(tx, ctx, id);
      return describeOne(tx, scope, app);
    }
    await tx.app.updateMany({
      where: { id, teamId },
      data: { ...change.columns, updatedAt: getNextUpdatedAt(app.updatedAt, ctx.now) },
    });
    if (change.endsAssertedTokens === true) await endAssertedTokens(tx, { id, teamId });
    await recordInvalidation(tx, "app", id);
    const after = await findApp(tx, scope, id);
    await emitAudit(tx, ctx, {
      teamId,
      action: change.action,
      target: { type: "app", id },
      changes: change.describe?.(after) ?? {},
    });
    await completeClaim(tx, ctx, id);
    return describeOne(tx, scope, after);
  });
}
