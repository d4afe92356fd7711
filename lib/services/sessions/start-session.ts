import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { findSecondFactors, type SecondFactors } from "#lib/auth/credentials/second-factors.ts";
import { describeAgent } from "#lib/auth/session/describe-agent.ts";
import { type DeviceMark, isKnownDevice } from "#lib/auth/session/device-mark.ts";
import { cutAgent } from "#lib/auth/session/session-life.ts";
import type { UserActor } from "#lib/domain/actor.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { applyGroups } from "#lib/services/groups/apply-groups.ts";
import { notify } from "#lib/services/notices/notify.ts";
import {
  applyDirectoryGroups,
  isDirectoryDeciding,
} from "#lib/services/provisioning/groups/apply-directory-groups.ts";
import type { SecondFactor } from "#lib/services/two-factor/codes/accept-code.ts";
import { reconcileInstanceOwnership } from "#lib/services/users/ownership/instance-ownership.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { insertPendingSignIn } from "./pending-sign-in.ts";

/** The context of a sign-in, before there is an actor. */
export interface SignInContext extends Omit<ServiceContext, "actor"> {
  runtime: ServiceContext["runtime"] & Pick<Runtime, "failedSignIns">;
  /** The browser's earlier sign-ins, from its cookie. Without one, the device is new. */
  device?: DeviceMark | null;
}

/**
 * Ends the oldest sessions above the maximum and returns their IDs. The person's row must be locked, so that of two sign-ins
 * at once, the second counts the session of the first.
 */
async function endOldestSessions(tx: Transaction, signIn: SignInContext, userId: string): Promise<string[]> {
  const { now } = signIn;
  const { maxPerPerson, idleSeconds } = signIn.runtime.config.session;
  const rows = await tx.$queryRaw<{ id: string }[]>`
    UPDATE sessions SET ended_at = ${now}::timestamptz
    WHERE user_id = ${userId} AND ended_at IS NULL AND id IN (
      SELECT id FROM sessions
      WHERE user_id = ${userId} AND ended_at IS NULL AND expires_at > ${now}::timestamptz
        AND last_seen_at > ${new Date(now.getTime() - idleSeconds * 1000)}::timestamptz
      ORDER BY created_at DESC, id DESC OFFSET ${maxPerPerson})
    RETURNING id`;
  return rows.map(({ id }) => id).sort();
}

/** Tells the person about a device that never signed in to their account. Not about the first one, of a new account. */
async function notifyNewDevice(
  tx: Transaction,
  signIn: SignInContext,
  user: User,
  sessionId: string,
): Promise<void> {
  const { device = null, request, runtime, now } = signIn;
  if (isKnownDevice(device, user.email, runtime.secrets.session, now)) return;
  if ((await tx.session.findFirst({ where: { userId: user.id, id: { not: sessionId } } })) === null) return;
  await notify(tx, signIn, {
    kind: "new_sign_in",
    receivers: [user],
    data: { device: describeAgent(request.agent).device, address: request.address },
  });
}

export interface StartedSession {
  outcome: "started";
  sessionId: string;
  /** The random secret of the session's cookie. Only its digest is stored. */
  secret: string;
  /** The email address of the session's user. */
  email: string;
  /** True if the same request created the account through an invitation. */
  hasJoined: boolean;
}

/** The first step succeeded, and the person has to use their second factor. */
export interface PendingSignIn {
  outcome: "needs_code";
  /** What they can use, besides a recovery code. */
  factors: SecondFactors;
  /** For the browser's cookie. It replaces the first step, which is not asked for or checked again. */
  token: string;
}

/** What checked the first step of a sign-in. */
export interface FirstStep {
  userId: string;
  /** The provider, or `credentials` for the password. */
  provider: string;
  /** The stored password that was checked. Null: a provider was asked. */
  passwordHash: string | null;
  /** The person's groups at the provider. Null or undefined: it doesn't send them, so nothing changes. */
  groups?: readonly string[] | null;
}

interface Identity {
  /** The provider that checked the first step. `credentials` is the password, `passkey` needs no second step. */
  provider: string;
  /** What checked the second step, for people who have one. */
  secondFactor?: SecondFactor | "passkey";
}

/**
 * Also before a second factor: what the provider says takes effect at once. For people whom a directory puts in groups, only
 * the directory counts (ADR 0033).
 */
async function followGroups(tx: Transaction, signIn: SignInContext, person: FirstStep): Promise<void> {
  const { userId, groups = null } = person;
  const followsDirectory = await isDirectoryDeciding(tx, userId);
  if (groups === null && !followsDirectory) return;
  const user = await tx.user.findUnique({ where: { id: userId }, select: { status: true } });
  if (user?.status !== "active") return;
  if (followsDirectory) await applyDirectoryGroups(tx, signIn, userId);
  else await applyGroups(tx, signIn, { userId, groups: groups ?? [], source: "provider" });
}

/**
 * Starts a session for a user who has just passed the first step, or a pending sign-in if they have a second factor.
 * Returns null if they are suspended, or if the password that was checked has been replaced in the meantime.
 */
export async function startSession(
  signIn: SignInContext,
  person: FirstStep,
): Promise<StartedSession | PendingSignIn | null> {
  return withTransaction(signIn.runtime.database, async (tx) => {
    await followGroups(tx, signIn, person);
    const user = await lockUser(tx, person.userId);
    if (user?.status !== "active") return null;
    if (person.passwordHash !== null && person.passwordHash !== user.passwordHash) return null;
    const factors = await findSecondFactors(tx, user.id);
    if (factors !== null) {
      return {
        outcome: "needs_code",
        factors,
        token: await insertPendingSignIn(tx, signIn.now, user, person.provider),
      };
    }
    return createSession(tx, signIn, user, { provider: person.provider });
  });
}

/**
 * Creates the session of a person who has passed every step. Their row must be locked. Also updates their instance
 * ownership from INSTANCE_OWNERS.
 */
export async function createSession(
  tx: Transaction,
  signIn: SignInContext,
  user: User,
  identity: Identity,
): Promise<StartedSession> {
  const { runtime, request, now } = signIn;
  const sessionId = createId("session");
  const secret = createOneTimeToken();
  await tx.session.create({
    data: {
      id: sessionId,
      secretHash: new Uint8Array(hashOneTimeToken(secret)),
      userId: user.id,
      createdAt: now,
      lastSeenAt: now,
      authenticatedAt: now,
      expiresAt: new Date(now.getTime() + runtime.config.session.lifetimeSeconds * 1000),
      address: request.address,
      agent: cutAgent(request.agent),
    },
  });
  const ended = await endOldestSessions(tx, signIn, user.id);
  await notifyNewDevice(tx, signIn, user, sessionId);
  const system: ServiceContext = { ...signIn, actor: { type: "system", name: "sign-in" } };
  const isInstanceOwner = await reconcileInstanceOwnership(tx, system, user);
  const actor = createActor(user, { sessionId, authenticatedAt: now, isInstanceOwner });
  await emitAudit(
    tx,
    { ...signIn, actor },
    {
      teamId: null,
      action: "session.start",
      target: { type: "session", id: sessionId },
      changes: { ...identity, ...(ended.length === 0 ? {} : { endedSessions: ended }) },
    },
  );
  return { outcome: "started", sessionId, secret, email: user.email, hasJoined: false };
}

function createActor(
  { id: userId, name, email }: User,
  session: Pick<UserActor, "sessionId" | "authenticatedAt" | "isInstanceOwner">,
): UserActor {
  return { type: "user", userId, name, email, ...session, team: null, permissions: new Set() };
}
