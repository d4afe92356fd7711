import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { type AuditChanges, emitAudit } from "#lib/services/audit/emit.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { completeClaim } from "#lib/services/idempotency/complete.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { notifyKeyChange } from "#lib/services/notices/notify-key-change.ts";
import { findKey, lockKey } from "./find-key.ts";
import { type KeyRow, toKeyDto } from "./plan/key-dto.ts";

/** A key that no other transaction can change until this one ends. */
export interface LockedKey {
  tx: Transaction;
  scope: Scope;
  key: KeyRow;
}

/** What a verb does to a key, besides what it writes to the key's secrets and resources itself. */
interface KeyChange {
  action: `key.${string}`;
  columns?: Prisma.ApiKeyUncheckedUpdateManyInput;
  /** What the audit event contains. */
  describe?: (after: KeyDto) => AuditChanges;
}

/** At least a millisecond after the last change, so that two versions of an object always have different times. */
export function getNextUpdatedAt(last: Date, now: Date): Date {
  return new Date(Math.max(now.getTime(), last.getTime() + 1));
}

export function assertNotRevoked(key: KeyRow): void {
  if (key.revokedAt !== null) throw new ServiceError("conflict", { message: "This key was deleted" });
}

/**
 * Changes a key: every verb for an existing key goes through here. `run` decides, and returns null if there is nothing to
 * change. Throws `not_found`, `forbidden` for a key the actor cannot change, and what `run` throws.
 */
export async function changeKey(
  ctx: ServiceContext,
  id: string,
  run: (locked: LockedKey) => KeyChange | null | Promise<KeyChange | null>,
): Promise<KeyDto> {
  const scope = authorize(ctx, "keys:write");
  const { teamId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const key = await lockKey(tx, scope, id);
    const change = await run({ tx, scope, key });
    if (change === null) {
      await completeClaim(tx, ctx, id);
      return toKeyDto(key, ctx.now);
    }
    await tx.apiKey.updateMany({
      where: { id, teamId },
      data: { ...change.columns, updatedAt: getNextUpdatedAt(key.updatedAt, ctx.now) },
    });
    await recordInvalidation(tx, "key", id);
    const changed = await findKey(tx, scope, id);
    const after = toKeyDto(changed, ctx.now);
    await emitAudit(tx, ctx, {
      teamId,
      action: change.action,
      target: { type: "key", id },
      changes: change.describe?.(after) ?? {},
    });
    await notifyKeyChange(tx, ctx, changed, change.action);
    await completeClaim(tx, ctx, id);
    return after;
  });
}
