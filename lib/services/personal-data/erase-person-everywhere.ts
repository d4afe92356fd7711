import { createId } from "#lib/domain/common/ids.ts";
import { createFormerAddress } from "#lib/domain/people/deleted-person.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { type AffectedTeam, listAffectedTeams } from "#lib/services/account-deletion/affected-teams.ts";
import { deletePerson, lockTeamsOf } from "#lib/services/account-deletion/delete.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { giveUpInstanceOwnership } from "#lib/services/users/ownership/instance-ownership.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { eraseEventsOf } from "./events-of-person.ts";
import { findReferences } from "./find-person.ts";

export type ErasureResult =
  | { outcome: "erased"; events: number }
  | { outcome: "last_administrator" }
  /** They are the only owner of these teams. */
  | { outcome: "owns_teams"; teams: string[] };

type Obstacle = Exclude<ErasureResult, { outcome: "erased" }>;

/** Null once the account is deleted. Otherwise nothing has changed. */
async function deleteAccountOf(
  tx: Transaction,
  ctx: ServiceContext,
  userId: string,
): Promise<Obstacle | null> {
  await lockTeamsOf(tx, userId);
  const user = await lockUser(tx, userId);
  if (user === null || user.deletedAt !== null) return null;
  const affected: AffectedTeam[] = await listAffectedTeams(tx, userId);
  const owned = affected.filter(({ outcome }) => outcome === "blocked").map(({ team }) => team.name);
  if (owned.length > 0) return { outcome: "owns_teams", teams: owned };
  if (!(await giveUpInstanceOwnership(tx, ctx, user))) return { outcome: "last_administrator" };
  const choices = new Map(affected.map(({ team }) => [team.id, "revoke"] as const));
  await deletePerson(tx, ctx, user, { affected, choices });
  return null;
}

/** Invitations that nobody accepted yet, and what was sent to the person besides emails about their account. */
async function eraseAddress(tx: Transaction, userId: string, emails: readonly string[], now: Date) {
  const email = { in: [...emails] };
  await tx.invitation.updateMany({
    where: { email, acceptedAt: null, withdrawnAt: null },
    data: { withdrawnAt: now },
  });
  await tx.invitation.updateMany({ where: { email }, data: { email: createFormerAddress(userId) } });
  await tx.oneTimeToken.deleteMany({ where: { email } });
  // The notice that the account was deleted still waits for its attempt.
  await tx.outboxMail.deleteMany({
    where: { recipient: email, OR: [{ endedAt: { not: null } }, { kind: { not: "account_deleted" } }] },
  });
}

/** IP addresses of the person's keys, and of requests that they sent. The counts stay. */
async function eraseNetworkAddresses(tx: Transaction, userId: string): Promise<void> {
  const keys = await tx.apiKey.findMany({ where: { ownerUserId: userId }, select: { id: true } });
  const keyIds = keys.map(({ id }) => id);
  await tx.requestLogEntry.updateMany({
    where: { OR: [{ service: userId }, { keyId: { in: keyIds } }] },
    data: { address: null },
  });
  await tx.$executeRaw`
    WITH taken AS (
      DELETE FROM key_usage WHERE key_id = ANY(${keyIds}) AND address <> '' RETURNING *
    )
    INSERT INTO key_usage (key_id, secret_id, starts_at, duration_seconds, outcome, environment, service, address, count)
    SELECT key_id, secret_id, starts_at, duration_seconds, outcome, environment, service, '',
      least(sum(count), 2147483647)::int
    FROM taken GROUP BY key_id, secret_id, starts_at, duration_seconds, outcome, environment, service
    ORDER BY key_id, starts_at, secret_id, outcome, environment, service
    ON CONFLICT (key_id, starts_at, duration_seconds, secret_id, outcome, environment, service, address)
    DO UPDATE SET count = least(key_usage.count::bigint + excluded.count, 2147483647)::int`;
}

/**
 * Deletes the account and removes everything that identifies the person, also from the audit logs, on behalf of the operator.
 * Can be repeated, also for an account that is already deleted.
 */
export async function erasePersonEverywhere(
  runtime: ServiceContext["runtime"],
  user: User,
  { now, signal }: { now: Date; signal: AbortSignal },
): Promise<ErasureResult> {
  const ctx: ServiceContext = {
    runtime,
    actor: { type: "system", name: "admin-command" },
    request: { id: createId("request"), address: null, agent: null },
    now,
  };
  const references = await findReferences(runtime, user, signal);
  const obstacle = await withTransaction(runtime.database, async (tx) => {
    const found = await deleteAccountOf(tx, ctx, user.id);
    if (found !== null) return found;
    await eraseAddress(tx, user.id, references.emails, now);
    await eraseNetworkAddresses(tx, user.id);
    return null;
  });
  if (obstacle !== null) return obstacle;
  const events = await eraseEventsOf(runtime, references, signal);
  await withTransaction(runtime.database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action: "user.erase",
      target: { type: "user", id: user.id },
      changes: {},
    }),
  );
  return { outcome: "erased", events };
}
