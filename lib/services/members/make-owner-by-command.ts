import type { User } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { listChanges } from "#lib/services/audit/list-changes.ts";
import { createCommandContext } from "#lib/services/command-context.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { findUserByEmail } from "#lib/services/users/email/find-user-by-email.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { insertMember } from "./insert-member.ts";
import { notifyOfRole } from "./notify-of-role.ts";

type Outcome = "promoted" | "joined" | "was_owner" | "suspended" | "no_account" | "no_team";

const owner = { role: "owner", status: "active" } as const;

/** Groups never give the role owner, so they no longer decide about this membership. */
async function promote(
  tx: Transaction,
  ctx: ServiceContext,
  { teamId, userId }: { teamId: string; userId: string },
): Promise<Outcome | null> {
  const member = await tx.member.findFirst({
    where: { teamId, userId, status: { not: "removed" } },
  });
  if (member === null) return null;
  const { id, role, status } = member;
  if (role === owner.role && status === owner.status) return "was_owner";
  await tx.memberGroup.deleteMany({ where: { memberId: id } });
  await tx.member.updateMany({
    where: { id, teamId, role, status },
    data: { ...owner, isFromGroups: false, suspendedAt: null },
  });
  await recordInvalidation(tx, "member", id);
  await emitAudit(tx, ctx, {
    teamId,
    action: "member.update",
    target: { type: "member", id },
    changes: { userId, ...listChanges({ role, status }, owner) },
  });
  await notifyOfRole(tx, ctx, { teamId, userId, role: owner.role }, "The operator");
  return "promoted";
}

async function join(tx: Transaction, ctx: ServiceContext, teamId: string, { id: userId }: User) {
  const { role } = owner;
  const memberId = await insertMember(tx, ctx, { teamId, userId, role, isFromGroups: false });
  await emitAudit(tx, ctx, {
    teamId,
    action: "member.join",
    target: { type: "member", id: memberId },
    changes: { userId, role },
  });
  await notifyOfRole(tx, ctx, { teamId, userId, role }, "The operator");
}

/**
 * Makes a person an owner of a team on behalf of the operator, for example because its only owner is gone. Someone who isn't
 * a member becomes one. The other owners stay.
 */
export async function makeTeamOwnerByCommand(
  runtime: ServiceContext["runtime"],
  { teamId, email, now }: { teamId: string; email: string; now: Date },
): Promise<Outcome> {
  const found = await findUserByEmail(runtime.database.prisma, email);
  if (found === null) return "no_account";
  const ctx = createCommandContext(runtime, now);
  return withTransaction(runtime.database, async (tx) => {
    // Teams come before people everywhere, so that two changes don't wait for each other.
    const locked = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM teams WHERE id = ${teamId} AND deleted_at IS NULL FOR UPDATE`;
    if (locked.length === 0) return "no_team";
    const user = await lockUser(tx, found.id);
    if (user === null || user.deletedAt !== null) return "no_account";
    if (user.status !== "active") return "suspended";
    const outcome = await promote(tx, ctx, { teamId, userId: user.id });
    if (outcome !== null) return outcome;
    await join(tx, ctx, teamId, user);
    return "joined";
  });
}
