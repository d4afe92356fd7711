import type { Limiter } from "#lib/limits/limiter.ts";

/** A counter that is full after one request: it holds for a minute, wherever requests are counted. */
const once = { perMinute: 1, per10Seconds: 1 };

function getCounter(sessionId: string): string {
  return `session-ended:${sessionId}`;
}

/** Remembers for a minute that the session of a token with our signature has ended. */
export async function rememberEnded(limiter: Limiter, sessionId: string): Promise<void> {
  await limiter.consume(getCounter(sessionId), once);
}

/** Whether someone has lately come with the token of this session after it had ended. Costs no read of the database. */
export async function isKnownToHaveEnded(limiter: Limiter, sessionId: string): Promise<boolean> {
  const { minute } = await limiter.peek(getCounter(sessionId), once);
  return minute.remaining === 0;
}
