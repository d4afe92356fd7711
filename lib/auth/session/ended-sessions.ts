import type { Limiter } from "#lib/domain/limits/limiter.ts";

/** A limit that is full after one request and stays full for a minute, on every instance that shares the limiter. */
const once = { perMinute: 1, per10Seconds: 1 };

function getCounter(sessionId: string): string {
  return `session-ended:${sessionId}`;
}

/** Records for a minute that the session of a validly signed token has ended. */
export async function rememberEnded(limiter: Limiter, sessionId: string): Promise<void> {
  await limiter.consume(getCounter(sessionId), once);
}

/** Whether this session's token was recently used after the session had ended. Needs no database read. */
export async function isKnownToHaveEnded(limiter: Limiter, sessionId: string): Promise<boolean> {
  const { minute } = await limiter.peek(getCounter(sessionId), once);
  return minute.remaining === 0;
}
