import { burstMs, type LimitDecision, minuteMs, type RateLimit, type WindowState } from "./window.ts";

/**
 * `admit` of window.ts as one step in Redis, by Redis' own clock, so that instances agree on when a window ends.
 * KEYS[1]: the counter, a hash that holds both windows: one key, so that every cluster has them in one place.
 * ARGV: limit per minute, per 10 seconds, 1 to count or 0 to look, and as how many requests it counts in each window.
 * Answers: now, refused by (0 nothing, 1 minute, 2 burst), minute's count and end, burst's count and end.
 *
 * Redis' clock is one that people and NTP set. `s` is the last time the counter has seen. When the clock is behind it,
 * it was set back: both ends then move back with it, so that within a window no time is lost and none comes twice. A
 * clock that is set forward cannot be told from time that has passed. Of a counter without `s`, which an earlier version
 * has written, no window is left open for longer than it is.
 */
export const sharedScript = `
  local time = redis.call("TIME")
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local held = redis.call("HMGET", KEYS[1], "m", "me", "b", "be", "s")
  local m, me = tonumber(held[1]) or 0, tonumber(held[2]) or 0
  local b, be = tonumber(held[3]) or 0, tonumber(held[4]) or 0
  local seen = tonumber(held[5])
  local keptMe, keptBe = me, be
  if seen and seen > now then me, be = me - (seen - now), be - (seen - now) end
  me, be = math.min(me, now + ${minuteMs}), math.min(be, now + ${burstMs})
  local isMoved = me ~= keptMe or be ~= keptBe
  local minuteOpen, burstOpen = me > now, be > now
  local minuteFull = minuteOpen and m > tonumber(ARGV[1]) - tonumber(ARGV[4])
  local burstFull = burstOpen and b > tonumber(ARGV[2]) - tonumber(ARGV[5])
  local refused, isCounted = 0, false
  if ARGV[3] == "1" then
    if minuteFull or burstFull then
      refused = (not burstFull or (minuteFull and me >= be)) and 1 or 2
    else
      if not minuteOpen then m, me = 0, now + ${minuteMs} end
      if not burstOpen then b, be = 0, now + ${burstMs} end
      m, b, isCounted = m + tonumber(ARGV[4]), b + tonumber(ARGV[5]), true
    end
  end
  local text = function(number) return string.format("%.0f", number) end
  if isCounted or isMoved then
    redis.call("HSET", KEYS[1], "m", text(m), "me", text(me), "b", text(b), "be", text(be), "s", text(now))
    redis.call("PEXPIRE", KEYS[1], text(math.max(me, be) - now))
  elseif held[2] and seen ~= now then
    redis.call("HSET", KEYS[1], "s", text(now))
  end
  return {now, refused, m, me, b, be}`;

/** The decision in the script's answer. Throws for anything it cannot have said. */
export function readSharedDecision(reply: unknown, limits: RateLimit): LimitDecision {
  const numbers = Array.isArray(reply) ? reply.map(Number) : [];
  const [nowMs, refusal, minuteCount, minuteEndsAtMs, burstCount, burstEndsAtMs] = numbers;
  if (
    nowMs === undefined ||
    minuteCount === undefined ||
    minuteEndsAtMs === undefined ||
    burstCount === undefined ||
    burstEndsAtMs === undefined ||
    numbers.some((number) => Number.isNaN(number))
  ) {
    throw new TypeError("Redis answered something that is no count");
  }
  const refusedBy = refusal === 1 ? "minute" : refusal === 2 ? "burst" : null;
  return {
    admitted: refusedBy === null,
    refusedBy,
    minute: describeWindow(limits.perMinute, minuteMs, nowMs, minuteCount, minuteEndsAtMs),
    burst: describeWindow(limits.per10Seconds, burstMs, nowMs, burstCount, burstEndsAtMs),
  };
}

/** By Redis' clock, so that all instances tell the same end. */
function describeWindow(
  limit: number,
  lengthMs: number,
  nowMs: number,
  count: number,
  endsAtMs: number,
): WindowState {
  if (endsAtMs <= nowMs) return { limit, remaining: limit, endsInMs: lengthMs, resetAt: nowMs + lengthMs };
  return { limit, remaining: Math.max(0, limit - count), endsInMs: endsAtMs - nowMs, resetAt: endsAtMs };
}
