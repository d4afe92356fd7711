import type { Counter } from "./window.ts";

/**
 * `admit` of window.ts as one step in Redis, by Redis's own clock, so that instances agree on when a window ends.
 * KEYS[1]: the counter. ARGV: limit per minute, per 10 seconds, and 1 to count or 0 to look.
 * Answers: now, refused by (0 nothing, 1 minute, 2 burst), minute's count and end, burst's count and end.
 */
export const sharedScript = `
  local time = redis.call("TIME")
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local held = redis.call("HMGET", KEYS[1], "m", "me", "b", "be")
  local m, me = tonumber(held[1]) or 0, tonumber(held[2]) or 0
  local b, be = tonumber(held[3]) or 0, tonumber(held[4]) or 0
  if ARGV[3] == "0" then return {now, 0, m, me, b, be} end
  local minuteOpen = me > now and me - now <= 60000
  local burstOpen = be > now and be - now <= 10000
  local minuteFull = minuteOpen and m >= tonumber(ARGV[1])
  local burstFull = burstOpen and b >= tonumber(ARGV[2])
  if minuteFull or burstFull then
    local later = not burstFull or (minuteFull and me >= be)
    return {now, later and 1 or 2, m, me, b, be}
  end
  if not minuteOpen then m, me = 0, now + 60000 end
  if not burstOpen then b, be = 0, now + 10000 end
  m, b = m + 1, b + 1
  redis.call("HSET", KEYS[1], "m", m, "me", string.format("%.0f", me), "b", b, "be", string.format("%.0f", be))
  redis.call("PEXPIREAT", KEYS[1], string.format("%.0f", math.max(me, be)))
  return {now, 0, m, me, b, be}`;

export interface SharedCount {
  /** Redis's clock, milliseconds since 1970. */
  nowMs: number;
  refusedBy: "minute" | "burst" | null;
  counter: Counter;
}

/** The script's answer. Throws for anything it cannot have said. */
export function readSharedCount(reply: unknown): SharedCount {
  const numbers = Array.isArray(reply) ? reply.map(Number) : [];
  const [nowMs, refusal, minuteCount, minuteEndsAtMs, burstCount, burstEndsAtMs] = numbers;
  if (
    nowMs === undefined ||
    minuteCount === undefined ||
    minuteEndsAtMs === undefined ||
    burstCount === undefined ||
    burstEndsAtMs === undefined
  ) {
    throw new TypeError("Redis answered something that is no count");
  }
  const refusedBy = refusal === 1 ? "minute" : refusal === 2 ? "burst" : null;
  return { nowMs, refusedBy, counter: { minuteCount, minuteEndsAtMs, burstCount, burstEndsAtMs } };
}
