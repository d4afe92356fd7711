import type { EndedSessionsDto } from "#lib/contract/people/sessions.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endAllSessions } from "./end-all.ts";
import { lockLivePerson } from "./lock-live-person.ts";

/**
 * DELETE /me/sessions: signs the caller out everywhere except in the session that sent the request. Throws `unauthorized` if
 * that session ended in the meantime.
 */
export async function endOtherSessions(ctx: ServiceContext): Promise<EndedSessionsDto> {
  const actor = authorizePerson(ctx);
  const { userId, sessionId } = actor;
  return withTransaction(ctx.runtime.database, async (tx) => {
    // With the person's row locked, no session is renewed at the same time.
    await lockLivePerson(tx, actor, ctx.now);
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
