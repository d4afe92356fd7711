import { cutAgent, sessionLifetimeSeconds, whereLive } from "#lib/auth/session/session-life.ts";
import type { UserActor } from "#lib/domain/actor.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { reconcileInstanceOwnership } from "#lib/services/users/ownership/instance-ownership.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";

/** The context of a sign-in, before there is an actor. */
export type SignInContext = Omit<ServiceContext, "actor">;

/** Enough for any user's devices, and a limit for programs that sign in again and again. */
export const maxSessions = 20;

/** Ends the oldest sessions above the maximum and returns their IDs. The user's row must be locked. */
async function endOldestSessions(tx: Transaction, userId: string, now: Date): Promise<string[]> {
  const surplus = await tx.session.findMany({
    where: { userId, ...whereLive(now) },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    skip: maxSessions,
    select: { id: true },
  });
  const ids = surplus.map(({ id }) => id);
  if (ids.length > 0) {
    await tx.session.updateMany({ where: { id: { in: ids }, userId }, data: { endedAt: now } });
  }
  return ids;
}

export interface StartedSession {
  sessionId: string;
  /** The email address of the session's user. */
  email: string;
  /** True if the same request created the account through an invitation. */
  hasJoined: boolean;
}

/**
 * Starts a session for a user whom this provider has just authenticated. Returns null if they are suspended. Also updates
 * their instance ownership from INSTANCE_OWNERS.
 */
export async function startSession(
  signIn: SignInContext,
  person: { userId: string; provider: string },
): Promise<StartedSession | null> {
  const { runtime, request, now } = signIn;
  return withTransaction(runtime.database, async (tx) => {
    const user = await lockUser(tx, person.userId);
    if (user?.status !== "active") return null;
    const sessionId = createId("session");
    await tx.session.create({
      data: {
        id: sessionId,
        userId: user.id,
        createdAt: now,
        lastSeenAt: now,
        authenticatedAt: now,
        expiresAt: new Date(now.getTime() + sessionLifetimeSeconds * 1000),
        address: request.address,
        agent: cutAgent(request.agent),
      },
    });
    const ended = await endOldestSessions(tx, user.id, now);
    const system: ServiceContext = { ...signIn, actor: { type: "system", name: "sign-in" } };
    const isInstanceOwner = await reconcileInstanceOwnership(tx, system, user);
    const actor: UserActor = {
      type: "user",
      userId: user.id,
      name: user.name,
      email: user.email,
      sessionId,
      authenticatedAt: now,
      isInstanceOwner,
      team: null,
      permissions: new Set(),
    };
    await emitAudit(
      tx,
      { ...signIn, actor },
      {
        teamId: null,
        action: "session.start",
        target: { type: "session", id: sessionId },
        changes: { provider: person.provider, ...(ended.length === 0 ? {} : { endedSessions: ended }) },
      },
    );
    return { sessionId, email: user.email, hasJoined: false };
  });
}
