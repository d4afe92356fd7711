import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { disableSomeApps } from "#lib/services/apps/by-command/disable-some-apps.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { createCommandContext } from "#lib/services/command-context.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";

/** Small, so that nothing else waits long for the database. */
const rowsPerStep = 500;

/** Revokes the next keys of a team, also disabled and expired ones. Returns their ids. */
async function revokeSome(tx: Transaction, teamId: string, now: Date): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE api_keys
    SET revoked_at = ${now}::timestamptz, updated_at = greatest(${now}::timestamptz, updated_at + interval '1 millisecond')
    WHERE team_id = ${teamId} AND id IN (
      SELECT id FROM api_keys WHERE team_id = ${teamId} AND revoked_at IS NULL ORDER BY id LIMIT ${rowsPerStep} FOR UPDATE)
    RETURNING id`;
  return rows.map(({ id }) => id).sort();
}

/** How many keys it deleted and how many apps it disabled. */
export interface Revoked {
  keys: number;
  apps: number;
}

interface Revocation {
  teamId: string;
  reason: string | null;
  now: Date;
  signal: AbortSignal;
  onProgress: (revoked: Revoked) => void;
}

/** One step, complete in both logs. */
function revokeStep(ctx: ServiceContext, { teamId, reason, now }: Revocation): Promise<Revoked> {
  return withTransaction(ctx.runtime.database, async (tx) => {
    // Disabled and not deleted, because nothing replaces the ID and the public keys that its program knows.
    const disabledApps = await disableSomeApps(tx, { teamId, limit: rowsPerStep, now });
    const revokedKeys = await revokeSome(tx, teamId, now);
    const revoked = { keys: revokedKeys.length, apps: disabledApps.length };
    if (revoked.keys + revoked.apps === 0) return revoked;
    await recordInvalidation(tx, "team", teamId);
    const target = { type: "team", id: teamId };
    for (const chain of [teamId, null]) {
      if (revoked.apps > 0) {
        const changes = { disabledApps, reason };
        await emitAudit(tx, ctx, { teamId: chain, action: "team.disable_apps", target, changes });
      }
      if (revoked.keys > 0) {
        const changes = { revokedKeys, reason };
        await emitAudit(tx, ctx, { teamId: chain, action: "team.revoke_keys", target, changes });
      }
    }
    return revoked;
  });
}

/**
 * Revokes all keys of a team on behalf of the operator and disables its apps, in steps: each is complete, recorded in both
 * logs and confirmed by the other instances before the next one, so an interrupted command can be run again. Ends when
 * there is nothing left, because a key can enable an app, and an app's token can generate a key, until they end themselves.
 */
export async function revokeTeamKeysByCommand(
  runtime: ServiceContext["runtime"],
  revocation: Revocation,
): Promise<Revoked> {
  const ctx = createCommandContext(runtime, revocation.now);
  const total = { keys: 0, apps: 0 };
  for (;;) {
    revocation.signal.throwIfAborted();
    const step = await revokeStep(ctx, revocation);
    if (step.keys + step.apps === 0) return total;
    total.keys += step.keys;
    total.apps += step.apps;
    revocation.onProgress({ ...total });
  }
}
