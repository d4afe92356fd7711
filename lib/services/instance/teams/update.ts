import type { InstanceTeamDto, UpdateInstanceTeamInput } from "#lib/contract/instance/teams.ts";
import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { notify } from "#lib/services/notices/notify.ts";
import { lockLivePerson } from "#lib/services/sessions/lock-live-person.ts";
import { readInstanceTeam } from "./read.ts";

export type TeamStatusChange = UpdateInstanceTeamInput & { id: string };

const notSuspended = { suspendedAt: null, suspendedById: null, suspensionReason: null };

/** Writes the status. False: the team already has it, so that of two requests at once only the first changes something. */
async function writeStatus(
  tx: Transaction,
  { now, actor }: ServiceContext,
  { id, status, reason = "" }: TeamStatusChange,
): Promise<boolean> {
  const isSuspending = status === "suspended";
  const { count } = await tx.team.updateMany({
    where: { id, deletedAt: null, suspendedAt: isSuspending ? null : { not: null } },
    data: isSuspending
      ? {
          suspendedAt: now,
          suspendedById: actor.type === "user" ? actor.userId : null,
          suspensionReason: reason === "" ? null : reason,
        }
      : notSuspended,
  });
  if (count > 0) return true;
  if ((await tx.team.count({ where: { id, deletedAt: null } })) === 0) throw notFound();
  return false;
}

/** The event is in the team's own log, and in that of the console. */
async function emitInBoth(
  tx: Transaction,
  ctx: ServiceContext,
  { id, status, reason }: TeamStatusChange,
): Promise<void> {
  const action = status === "suspended" ? "team.suspend" : "team.resume";
  const changes = reason === undefined || reason === "" ? {} : { reason };
  for (const teamId of [id, null]) {
    await emitAudit(tx, ctx, { teamId, action, target: { type: "team", id }, changes });
  }
}

async function notifyOwners(
  tx: Transaction,
  ctx: ServiceContext,
  id: string,
  status: TeamStatusChange["status"],
) {
  const team = await tx.team.findUniqueOrThrow({ where: { id } });
  const owners = await tx.user.findMany({
    where: { status: "active", members: { some: { teamId: id, role: "owner", status: "active" } } },
    select: { id: true, email: true, emailVerifiedAt: true },
  });
  const { name: teamName, slug: teamSlug, suspensionReason: reason } = team;
  await notify(tx, ctx, {
    kind: "team_suspended",
    receivers: owners,
    data: { teamName, teamSlug, change: status === "suspended" ? "suspended" : "reinstated", reason },
    teamId: id,
  });
}

/**
 * Suspends a locked team or reinstates it. The column is all that changes: verification rejects the keys, and the team is
 * closed to its members, for as long as it is set (ADR 0035). False: the team already has the status. Throws `not_found`.
 */
export async function changeTeamStatus(
  tx: Transaction,
  ctx: ServiceContext,
  change: TeamStatusChange,
): Promise<boolean> {
  if (!(await writeStatus(tx, ctx, change))) return false;
  await recordInvalidation(tx, "team", change.id);
  await emitInBoth(tx, ctx, change);
  await notifyOwners(tx, ctx, change.id, change.status);
  return true;
}

/** PATCH /instance/teams/{id}: suspends a team or reinstates it. Throws `not_found`. */
export async function updateInstanceTeam(
  ctx: ServiceContext,
  change: TeamStatusChange,
): Promise<InstanceTeamDto> {
  const actor = authorizeInstanceOwner(ctx);
  // From outside, also for a team in which the administrator is a member.
  const outside: ServiceContext = { ...ctx, actor: { ...actor, team: null, permissions: new Set() } };
  await withTransaction(ctx.runtime.database, async (tx) => {
    // Teams come before people everywhere, so that two changes don't wait for each other.
    await lockAnyTeam(tx, change.id);
    const caller = await lockLivePerson(tx, actor, ctx.now);
    if (!caller.isInstanceOwner) throw new ServiceError("forbidden");
    await changeTeamStatus(tx, outside, change);
  });
  return readInstanceTeam(ctx, change);
}

/** Locks a team's row until the transaction ends, also a deleted one's. */
export async function lockAnyTeam(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`SELECT 1 FROM teams WHERE id = ${id} FOR UPDATE`;
}
