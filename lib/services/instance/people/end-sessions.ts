import type { EndedSessionsDto } from "#lib/contract/people/sessions.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { changePerson } from "./change-person.ts";
import { endSignIns } from "./end-access.ts";

/** Signs a locked person out everywhere. Returns how many sessions ended. */
export async function endSessionsOf(tx: Transaction, ctx: ServiceContext, user: User): Promise<number> {
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
  return ended;
}

/** DELETE /instance/people/{id}/sessions: signs a person out everywhere. */
export function endPersonSessions(ctx: ServiceContext, { id }: { id: string }): Promise<EndedSessionsDto> {
  return changePerson(ctx, { id }, async (tx, user) => ({
    endedSessions: await endSessionsOf(tx, ctx, user),
  }));
}
