import type { Prisma } from "#lib/db/generated/client.ts";

/** Absolute life of a session, and so of its cookie. */
export const sessionLifetimeSeconds = 30 * 24 * 60 * 60;

/** A session nobody used for this long is over. */
const sessionIdleSeconds = 7 * 24 * 60 * 60;

/** The sessions that still count at this moment: neither ended, nor idle, nor past their absolute life. */
export function whereLive(now: Date) {
  return {
    endedAt: null,
    expiresAt: { gt: now },
    lastSeenAt: { gt: new Date(now.getTime() - sessionIdleSeconds * 1000) },
  } as const satisfies Prisma.SessionWhereInput;
}

/** Clients send what they like as their name; a row keeps this much of it. */
const longestAgent = 300;

export function cutAgent(agent: string | null): string | null {
  return agent === null ? null : agent.slice(0, longestAgent).toWellFormed();
}
