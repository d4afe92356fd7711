import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";

/** Why a grant ended. */
export type GrantEnding = "person" | "admin" | "app" | "replay" | "member" | "server";

/** A grant that a call ended. */
export interface EndedGrant {
  id: string;
  appId: string;
  /** False: it had expired. */
  wasActive: boolean;
}

/**
 * Ends the grants that match, and their access tokens: every ending of a grant goes through here. Its codes and refresh tokens
 * count only while the grant does. Returns those that it ended; once the transaction is committed, no instance accepts their
 * tokens. The caller has locked what new grants that match would need: the app, the membership or the server.
 */
export async function endGrants(
  tx: Transaction,
  where: Prisma.AppGrantWhereInput,
  { reason, now }: { reason: GrantEnding; now: Date },
): Promise<EndedGrant[]> {
  const found = await tx.appGrant.findMany({
    where: { AND: [where, { endedAt: null }] },
    select: { id: true },
  });
  if (found.length === 0) return [];
  const ids = found.map(({ id }) => id);
  // Always in the same order, so that two transactions that end the same grants never wait for each other.
  await tx.$executeRaw`SELECT 1 FROM app_grants WHERE id = ANY(${ids}) ORDER BY id FOR UPDATE`;
  const ended = await tx.$queryRaw<EndedGrant[]>`
    UPDATE app_grants SET ended_at = ${now}::timestamptz, ended_reason = ${reason}
    WHERE id = ANY(${ids}) AND ended_at IS NULL RETURNING id, app_id AS "appId", expires_at > ${now}::timestamptz AS "wasActive"`;
  // Also marked one by one, for releases that don't know grants.
  await tx.$executeRaw`
    UPDATE app_tokens SET revoked_at = ${now}::timestamptz
    WHERE grant_id = ANY(${ended.map(({ id }) => id)}) AND revoked_at IS NULL AND expires_at > ${now}::timestamptz`;
  const appIds = [...new Set(ended.map(({ appId }) => appId))].sort();
  for (const appId of appIds) await recordInvalidation(tx, "app", appId);
  return ended;
}
