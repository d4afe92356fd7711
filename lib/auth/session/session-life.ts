import { daySeconds } from "#lib/domain/common/durations.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

/** The absolute lifetime of a session and of its cookie. */
export const sessionLifetimeSeconds = 30 * daySeconds;

/** A session expires after this long without use. */
const sessionIdleSeconds = 7 * daySeconds;

/** The condition for live sessions: not ended, not idle and within their absolute lifetime. */
export function whereLive(now: Date) {
  return {
    endedAt: null,
    expiresAt: { gt: now },
    lastSeenAt: { gt: new Date(now.getTime() - sessionIdleSeconds * 1000) },
  } as const satisfies Prisma.SessionWhereInput;
}

/** The stored length of the user agent, which clients can set to anything. */
const maxAgentLength = 300;

export function cutAgent(agent: string | null): string | null {
  return agent === null ? null : agent.slice(0, maxAgentLength).toWellFormed();
}
