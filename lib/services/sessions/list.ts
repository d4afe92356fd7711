import { whereLive } from "#lib/auth/session/session-life.ts";
import type { SessionDto } from "#lib/contract/people/sessions.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toSessionDto } from "./session-dto.ts";

/** GET /me/sessions: lists the caller's active sessions, most recently used first. Throws `forbidden` for a key. */
export async function listSessions(ctx: ServiceContext): Promise<SessionDto[]> {
  const { actor, runtime, now } = ctx;
  if (actor.type !== "user") throw new ServiceError("forbidden");
  const sessions = await runtime.database.prisma.session.findMany({
    where: { userId: actor.userId, ...whereLive(runtime.config, now) },
    orderBy: [{ lastSeenAt: "desc" }, { id: "desc" }],
    take: runtime.config.session.maxPerPerson,
  });
  return sessions.map((session) => toSessionDto(session, actor.sessionId));
}
