import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Config } from "#lib/platform/settings/env.ts";

/** The condition for sessions that nothing has ended and whose absolute lifetime has not passed. They can be idle. */
export function whereOpen(now: Date) {
  return { endedAt: null, expiresAt: { gt: now } } as const satisfies Prisma.SessionWhereInput;
}

/**
 * The condition for live sessions: not ended, not idle and within their absolute lifetime. A shorter lifetime in the settings
 * also ends earlier sessions.
 */
export function whereLive({ session }: Pick<Config, "session">, now: Date) {
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
  return {
    ...whereOpen(now),
    createdAt: { gt: before(session.lifetimeSeconds) },
    lastSeenAt: { gt: before(session.idleSeconds) },
  } as const satisfies Prisma.SessionWhereInput;
}

/** The stored length of the user agent, which clients can set to anything. */
const maxAgentLength = 300;

export function cutAgent(agent: string | null): string | null {
  return agent === null ? null : agent.slice(0, maxAgentLength).toWellFormed();
}
