import { isSetUpCode } from "#lib/auth/credentials/setup-code.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { mayUsePassword } from "#lib/domain/sign-in/sign-in-policy.ts";
import type { InstanceOwnerSource } from "#lib/platform/db/generated/client.ts";
import { isUniqueViolation } from "#lib/platform/db/server/database-errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { whereToken } from "#lib/services/invitations/find-invitation.ts";
import { joinByInvitation } from "#lib/services/invitations/join.ts";
import { createTeamRows } from "#lib/services/teams/create-team-rows.ts";
import { decideOwnership, grantInstanceOwnership, isListedOwner } from "./ownership/instance-ownership.ts";
import { decideSignUp } from "./sign-up-policy.ts";

/** A person who signs up. The email address is in its canonical form. */
export interface NewPerson {
  name: string;
  email: string;
  /** Inserted in place of the email address. Only for rows that are rolled back. */
  storedEmail?: string | undefined;
  passwordHash: string | null;
  /** Null: the email address is not verified. */
  emailVerifiedAt: Date | null;
  invitationToken?: string | undefined;
  setupCode?: string | undefined;
}

interface Invitation {
  id: string;
  teamId: string;
  role: "viewer" | "developer" | "admin" | "owner";
}

export interface Admission {
  invitation: Invitation | null;
  /** Why the account owns the instance. Null: it does not. */
  ownership: InstanceOwnerSource | null;
}

/** An arbitrary number that identifies the lock for the first sign-up. */
const firstUserLock = 7_202_611_230;

const maxTeamNameLength = 100;

/** The actor of sign-ups. In the audit log, the new account is the target. */
export const signUpActor = { type: "system", name: "sign-up" } as const;

async function hasUsers(tx: Transaction): Promise<boolean> {
  return (await tx.user.findFirst({ select: { id: true } })) !== null;
}

function findInvitation(tx: Transaction, person: NewPerson, now: Date): Promise<Invitation | null> {
  if (person.invitationToken === undefined) return Promise.resolve(null);
  return tx.invitation.findFirst({
    where: { ...whereToken(person.invitationToken, now), email: person.email },
    select: { id: true, teamId: true, role: true },
  });
}

/**
 * Decides whether this person can sign up, and with which invitation and ownership. Throws `sign_up_closed`, or
 * `invalid_request` if the setup code or another invitation is needed.
 */
export async function admitPerson(
  tx: Transaction,
  ctx: ServiceContext,
  person: NewPerson,
  { hasPassword }: { hasPassword: boolean },
): Promise<Admission> {
  const { config, secrets } = ctx.runtime;
  if (!(await hasUsers(tx))) await tx.$executeRaw`SELECT pg_advisory_xact_lock(${firstUserLock}::bigint)`;
  const isFirst = !(await hasUsers(tx));
  const invitation = await findInvitation(tx, person, ctx.now);
  const proof = {
    isLocal: ctx.request.isLocal === true,
    isListedOwner: isListedOwner(config, person.email),
    isEmailVerified: person.emailVerifiedAt !== null,
    hasSetupCode: isSetUpCode(person.setupCode, secrets.session),
  };
  const hasInvitation = invitation !== null;
  const decision = decideSignUp({ signUp: config.signUp, hasUsers: !isFirst, hasInvitation, ...proof });
  if (decision === "closed") throw new ServiceError("sign_up_closed");
  if (decision === "set_up_code_needed") {
    throw invalidField("setupCode", "Enter this console's setup code");
  }
  if (person.invitationToken !== undefined && invitation === null) {
    throw invalidField(
      "invitationToken",
      "This invitation is for another email address or is no longer valid",
    );
  }
  const ownership = decideOwnership({ isFirst, ...proof });
  if (hasPassword && !mayUsePassword(config, { isInstanceOwner: ownership !== null })) {
    throw new ServiceError("sign_up_closed", { message: "Passwords are turned off. Use a sign-in provider" });
  }
  return { invitation, ownership };
}

/** `Ada's team`, within the maximum length of a team's name. */
function createTeamName(name: string): string {
  const ending = "'s team";
  return `${[...name].slice(0, maxTeamNameLength - ending.length).join("")}${ending}`;
}

async function joinTeam(tx: Transaction, ctx: ServiceContext, userId: string, invitation: Invitation) {
  if (await joinByInvitation(tx, ctx, userId, invitation)) return invitation.teamId;
  throw invalidField("invitationToken", "This invitation is no longer valid");
}

async function startTeam(tx: Transaction, ctx: ServiceContext, userId: string, name: string) {
  const team = await createTeamRows(tx, { name: createTeamName(name), ownerUserId: userId, now: ctx.now });
  await emitAudit(tx, ctx, {
    teamId: team.teamId,
    action: "team.create",
    target: { type: "team", id: team.teamId },
    changes: { slug: team.slug, ownerUserId: userId, environments: [...team.environmentSlugs] },
  });
  return team.teamId;
}

async function insertUser(tx: Transaction, ctx: ServiceContext, person: NewPerson, admission: Admission) {
  const { name, storedEmail: email = person.email, passwordHash, emailVerifiedAt } = person;
  const id = createId("user");
  const data = { id, name, email, passwordHash, emailVerifiedAt, createdAt: ctx.now };
  try {
    await tx.user.create({ data });
  } catch (error) {
    if (!isUniqueViolation(error, "email")) throw error;
    throw new ServiceError("conflict", { message: "An account with this email address already exists" });
  }
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "user.create",
    target: { type: "user", id },
    changes: { invited: admission.invitation !== null, emailVerified: emailVerifiedAt !== null },
    personal: { name, email },
  });
  if (admission.ownership !== null) await grantInstanceOwnership(tx, ctx, id, admission.ownership);
  return id;
}

/**
 * Inserts the account and its first team: a new one, or the one that sent the invitation. Throws what `admitPerson`
 * throws, and `conflict` for a taken email address.
 */
export async function insertSignUp(
  tx: Transaction,
  ctx: ServiceContext,
  person: NewPerson,
): Promise<{ userId: string; teamId: string }> {
  const admission = await admitPerson(tx, ctx, person, { hasPassword: person.passwordHash !== null });
  const { invitation } = admission;
  // Teams come before audit chains everywhere, so that two changes don't wait for each other.
  if (invitation !== null) {
    await tx.$executeRaw`SELECT 1 FROM teams WHERE id = ${invitation.teamId} FOR UPDATE`;
  }
  const userId = await insertUser(tx, ctx, person, admission);
  const teamId =
    invitation === null
      ? await startTeam(tx, ctx, userId, person.name)
      : await joinTeam(tx, ctx, userId, invitation);
  return { userId, teamId };
}
