import type { UserActor } from "#lib/actor.ts";
import { withTransaction } from "#lib/db/transaction.ts";
import { createId } from "#lib/ids.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { reconcileInstanceOwnership } from "#lib/services/users/instance-ownership.ts";
import { lockUser } from "#lib/services/users/lock-user.ts";
import { cutAgent, sessionLifetimeSeconds } from "./session-life.ts";

/** Where a sign-in came from and when; no actor yet. */
export type SignInContext = Omit<ServiceContext, "actor">;

export interface StartedSession {
  sessionId: string;
  /** Whose it is. */
  email: string;
  /** The account was made in the same request, with the invitation that it brought. */
  hasJoined: boolean;
}

/**
 * A new session for someone who has just proved who they are with this provider. Null when they are suspended.
 * Whether they own the instance by INSTANCE_OWNERS is decided again here.
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
        changes: { provider: person.provider },
      },
    );
    return { sessionId, email: user.email, hasJoined: false };
  });
}
