import { createEmailAddress, listStoredForms } from "#lib/auth/credentials/email-address.ts";
import type {
  DeleteAccountInput,
  DeletedAccountDto,
  KeyChoice,
} from "#lib/contract/people/account-deletion.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { createAccountDeletedMail } from "#lib/platform/mail/account-deleted-mail.ts";
import { getMailOrigin } from "#lib/platform/mail/mail-links.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { insertMail } from "#lib/services/mails/queue-mail.ts";
import { endAllSessions } from "#lib/services/sessions/end-all.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import { giveUpInstanceOwnership } from "#lib/services/users/ownership/instance-ownership.ts";
import { type AffectedTeam, listAffectedTeams } from "./affected-teams.ts";
import { erasePerson } from "./erase-person.ts";
import { leaveTeam } from "./leave-team.ts";

const noticeLifeMs = 3 * dayMs;

function assertTypedEmail({ email }: User, typed: string): void {
  const address = createEmailAddress(typed);
  if (address === null || !listStoredForms(address).includes(email)) {
    throw invalidField("email", "This is not the email address of your account");
  }
}

/** Locks the person's teams, before their row and always in the same order, as every change to members does. */
export async function lockTeamsOf(tx: Transaction, userId: string): Promise<Set<string>> {
  const teams = await tx.$queryRaw<{ id: string }[]>`
    SELECT team.id FROM teams team WHERE team.deleted_at IS NULL AND EXISTS (SELECT 1 FROM members member
      WHERE member.team_id = team.id AND member.user_id = ${userId} AND member.status <> 'removed')
    ORDER BY team.id FOR UPDATE`;
  return new Set(teams.map(({ id }) => id));
}

function assertLeavable(affected: readonly AffectedTeam[], locked: ReadonlySet<string>): void {
  if (affected.some(({ team }) => !locked.has(team.id))) {
    throw new ServiceError("conflict", { message: "You joined a team at this moment. Try again" });
  }
  const blocked = affected.filter(({ outcome }) => outcome === "blocked").map(({ team }) => team.name);
  if (blocked.length === 0) return;
  const names = new Intl.ListFormat("en").format(blocked);
  throw new ServiceError("conflict", {
    message: `You are the only owner of ${names}. Make another member an owner, or delete the team first`,
  });
}

async function assertNotLastInstanceOwner(tx: Transaction, ctx: ServiceContext, user: User): Promise<void> {
  if (await giveUpInstanceOwnership(tx, ctx, user)) return;
  throw new ServiceError("conflict", {
    message:
      "You are the only administrator of this console. Someone else must become one before you can delete your account",
  });
}

/** Tells the former address. Not one that was never verified, which may belong to someone else. */
async function queueNotice(tx: Transaction, ctx: ServiceContext, user: User): Promise<void> {
  const origin = getMailOrigin(ctx.runtime.config);
  if (origin === null || user.emailVerifiedAt === null) return;
  await insertMail(tx, ctx, {
    kind: "account_deleted",
    mail: createAccountDeletedMail(user.email, ctx.now),
    origin,
    expiresAt: new Date(ctx.now.getTime() + noticeLifeMs),
  });
}

interface Departure {
  affected: readonly AffectedTeam[];
  /** By team. */
  choices: ReadonlyMap<string, KeyChoice>;
}

/** Ends everything that the person can use, and removes what identifies them. Their teams and their row must be locked. */
export async function deletePerson(
  tx: Transaction,
  ctx: ServiceContext,
  user: User,
  { affected, choices }: Departure,
): Promise<void> {
  const { id: userId } = user;
  for (const team of affected) await leaveTeam(tx, ctx, team, choices.get(team.team.id));
  const ended = await endAllSessions(tx, userId, ctx.now);
  await recordInvalidation(tx, "user", userId);
  await erasePerson(tx, user, ctx.now);
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "user.delete",
    target: { type: "user", id: userId },
    changes: { endedSessionCount: ended },
  });
}

/**
 * DELETE /me: deletes the caller's account, in one transaction. They leave their teams, teams without anyone else are
 * deleted, their keys are deleted or handed over, and every session ends. Throws `invalid_request` for another email
 * address, and `conflict` for the only owner of a team with other members, the last administrator of the console, and keys
 * without a choice.
 */
export async function deleteAccount(
  ctx: ServiceContext,
  input: DeleteAccountInput,
): Promise<DeletedAccountDto> {
  const { userId } = authorizePerson(ctx);
  const { now, runtime } = ctx;
  const choices = new Map<string, KeyChoice>(input.keys?.map(({ teamId, choice }) => [teamId, choice]));
  await withTransaction(runtime.database, async (tx) => {
    const locked = await lockTeamsOf(tx, userId);
    const user = await lockProvenPerson(tx, ctx);
    assertTypedEmail(user, input.email);
    const affected = await listAffectedTeams(tx, userId);
    assertLeavable(affected, locked);
    await assertNotLastInstanceOwner(tx, ctx, user);
    await deletePerson(tx, ctx, user, { affected, choices });
    await queueNotice(tx, ctx, user);
  });
  return { id: userId, deletedAt: now.toISOString() };
}
