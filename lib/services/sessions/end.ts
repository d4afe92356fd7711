import { whereOpen } from "#lib/auth/session/session-life.ts";
import type { SessionDto } from "#lib/contract/people/sessions.ts";
import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toSessionDto } from "./session-dto.ts";

/**
 * DELETE /me/sessions/{id}, and signing out: the session is no longer valid from the next request on. Throws `not_found`
 * for another person's session and for one that has already ended.
 */
export async function endSession(ctx: ServiceContext, input: { id: string }): Promise<SessionDto> {
  const { actor, runtime, now } = ctx;
  if (actor.type !== "user") throw new ServiceError("forbidden");
  return withTransaction(runtime.database, async (tx) => {
    const where = { id: input.id, userId: actor.userId, ...whereOpen(now) };
    const session = await tx.session.findFirst({ where });
    const { count } = await tx.session.updateMany({ where, data: { endedAt: now } });
    if (session === null || count === 0) throw notFound();
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "session.end",
      target: { type: "session", id: session.id },
      changes: { current: session.id === actor.sessionId },
    });
    return toSessionDto(session, actor.sessionId);
  });
}
