import { whereLive } from "#lib/auth/session-life.ts";
import { ServiceError } from "#lib/errors.ts";
import type { SessionDto } from "#lib/schemas/sessions.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toSessionDto } from "./session-dto.ts";

/** Far more than one person has; the oldest beyond it are not shown. */
const mostSessions = 100;

/** GET /me/sessions: one's live sessions, the one used last first. Only a person has sessions: a key gets 403. */
export async function listSessions(ctx: ServiceContext): Promise<SessionDto[]> {
  const { actor, runtime, now } = ctx;
  if (actor.type !== "user") throw new ServiceError("forbidden");
  const sessions = await runtime.database.prisma.session.findMany({
    where: { userId: actor.userId, ...whereLive(now) },
    orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
    take: mostSessions,
  });
  return sessions.map((session) => toSessionDto(session, actor.sessionId));
}
