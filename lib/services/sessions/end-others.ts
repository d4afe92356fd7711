import { whereLive } from "#lib/auth/session/session-life.ts";
import type { EndedSessionsDto } from "#lib/contract/people/sessions.ts";
import { createUnauthorized } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { endAllSessions } from "./end-all.ts";

/**
 * DELETE /me/sessions: signs the caller out everywhere except in the session that sent the request. Throws `unauthorized` if
 * that session ended in the meantime.
 */
export async function endOtherSessions(ctx: ServiceContext): Promise<EndedSessionsDto> {
  const { userId, sessionId } = authorizePerson(ctx);
  return withTransaction(ctx.runtime.database, async (tx) => {
    // With the person's row locked, no session is renewed at the same time.
    await lockUser(tx, userId);
    const live = await tx.session.findFirst({ where: { id: sessionId, userId, ...whereLive(ctx.now) } });
    if (live === null) throw createUnauthorized(true);
    const ended = await endAllSessions(tx, userId, ctx.now, sessionId);
    if (ended > 0) {
      await emitAudit(tx, ctx, {
        teamId: null,
        action: "session.end_others",
        target: { type: "user", id: userId },
        changes: { endedSessionCount: ended },
      });
    }
    return { endedSessions: ended };
  });
}
