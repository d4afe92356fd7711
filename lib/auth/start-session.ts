import type { UserActor } from "#lib/actor.ts";
import { withTransaction } from "#lib/db/transaction.ts";
import { createId } from "#lib/ids.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { createEmailAddress } from "./email-address.ts";
import { cutAgent, sessionLifetimeSeconds } from "./session-life.ts";

/** Where a sign-in came from and when; no actor yet. */
export type SignInContext = Omit<ServiceContext, "actor">;

/**
 * A new session for someone who has just proved who they are with this provider. Null when they are suspended.
 * Someone the settings list as an instance owner becomes one here, if they were not at sign-up.
 */
export async function startSession(
  signIn: SignInContext,
  person: { userId: string; provider: string },
): Promise<{ sessionId: string } | null> {
  const { runtime, request, now } = signIn;
  return withTransaction(runtime.database, async (tx) => {
    const user = await tx.user.findFirst({ where: { id: person.userId, status: "active" } });
    if (user === null) return null;
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
    const isListedOwner = runtime.config.instanceOwners.some(
      (owner) => createEmailAddress(owner) === user.email,
    );
    const becomesOwner = isListedOwner && !user.isInstanceOwner;
    if (becomesOwner) {
      await tx.user.update({ where: { id: user.id }, data: { isInstanceOwner: true } });
      await recordInvalidation(tx, "user", user.id);
    }
    const actor: UserActor = {
      type: "user",
      userId: user.id,
      name: user.name,
      email: user.email,
      sessionId,
      authenticatedAt: now,
      isInstanceOwner: user.isInstanceOwner || isListedOwner,
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
        changes: { provider: person.provider, ...(becomesOwner ? { isInstanceOwner: true } : {}) },
      },
    );
    return { sessionId };
  });
}
