import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { createCommandContext } from "#lib/services/command-context.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";

/** Small, so that nothing else waits long for the database. */
const keysPerStep = 500;

/** Revokes the next keys of a team, also disabled and expired ones. Returns their ids. */
async function revokeSome(tx: Transaction, teamId: string, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE api_keys
    SET revoked_at = ${now}::timestamptz, updated_at = greatest(${now}::timestamptz, updated_at + interval '1 millisecond')
    WHERE team_id = ${teamId} AND id IN (
      SELECT id FROM api_keys WHERE team_id = ${teamId} AND revoked_at IS NULL ORDER BY id LIMIT ${keysPerStep} FOR UPDATE)
    RETURNING id`;
  return rows.map(({ id }) => id).sort();
}

interface Revocation {
  teamId: string;
  reason: string | null;
  now: Date;
  signal: AbortSignal;
  onProgress: (revoked: number) => void;
}

/**
 * Revokes all keys of a team on behalf of the operator, in steps: each is complete, recorded in both logs and confirmed by
 * the other instances before the next one, so an interrupted command can be run again. Returns how many it revoked.
 */
export async function revokeTeamKeysByCommand(
  runtime: ServiceContext["runtime"],
  { teamId, reason, now, signal, onProgress }: Revocation,
): Promise<number> {
  const ctx = createCommandContext(runtime, now);
  let revoked = 0;
  for (;;) {
    signal.throwIfAborted();
    const ids = await withTransaction(runtime.database, async (tx) => {
      const revokedKeys = await revokeSome(tx, teamId, now);
      if (revokedKeys.length === 0) return revokedKeys;
      await recordInvalidation(tx, "team", teamId);
      for (const chain of [teamId, null]) {
        await emitAudit(tx, ctx, {
          teamId: chain,
          action: "team.revoke_keys",
          target: { type: "team", id: teamId },
          changes: { revokedKeys, reason },
        });
      }
      return revokedKeys;
    });
    if (ids.length === 0) return revoked;
    revoked += ids.length;
    onProgress(revoked);
  }
}
