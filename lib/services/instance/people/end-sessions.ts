import type { EndedSessionsDto } from "#lib/contract/people/sessions.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { changePerson } from "./change-person.ts";
import { endSignIns } from "./end-access.ts";

/** DELETE /instance/people/{id}/sessions: signs a person out everywhere. */
export function endPersonSessions(ctx: ServiceContext, { id }: { id: string }): Promise<EndedSessionsDto> {
  return changePerson(ctx, { id }, async (tx, user) => {
    const ended = await endSignIns(tx, user.id, ctx.now);
    if (ended > 0) {
      await emitAudit(tx, ctx, {
        teamId: null,
        action: "session.end_all",
        target: { type: "user", id: user.id },
        changes: { endedSessionCount: ended },
        personal: { email: user.email },
      });
    }
    return { endedSessions: ended };
  });
}
