import { minuteMs } from "#lib/domain/common/durations.ts";
import {
  burstMs,
  type Charge,
  getWeightIn,
  type LimitDecision,
  type RateLimit,
  type WindowState,
} from "#lib/domain/limits/window.ts";

/** A counter to count in, or only to read. */
export interface SharedCheck {
  charge: Charge;
  isCounting: boolean;
}

/**
 * `admit` of window.ts for many counters, as one step in Redis and with Redis' clock, so that instances agree
 * on when a window ends. KEYS: the counters, in order; one can occur more than once. Each is a hash that
 * holds both windows, so it can be checked on a single node of a cluster.
 * ARGV, five for each key: limit per minute, limit per 10 seconds, 1 to count or 0 to read, and the weight of
 * the request in each window.
 * Returns one flat list of numbers: the current time, then for each key the window that rejected the request
 * (0 none, 1 minute, 2 burst), the minute's count and remaining milliseconds, and the burst's count and
 * remaining milliseconds.
 *
 * Redis' clock can be set, by people and by NTP. `s` is the last time the counter has seen. If the clock is
 * behind it, the clock was set back: both ends then move back with it, so that no time within a window is
 * lost or repeated. A clock set forward cannot be distinguished from time that has passed. In a counter
 * without `s`, written by an earlier version, no window stays open for longer than its length.
 */
export const sharedScript = `
  local time = redis.call("TIME")
  local now = time[1] * 1000 + math.floor(time[2] / 1000)
  local answer = {now}
  for i, key in ipairs(KEYS) do
    local arg = 5 * (i - 1)
    local isCounting = ARGV[arg + 3] == "1"
    local minuteWeight, burstWeight = tonumber(ARGV[arg + 4]), tonumber(ARGV[arg + 5])
    local held = redis.call("HMGET", key, "m", "me", "b", "be", "s")
    local m, me = tonumber(held[1]) or 0, tonumber(held[2]) or 0
    local b, be = tonumber(held[3]) or 0, tonumber(held[4]) or 0
    local seen = tonumber(held[5])
    local keptMe, keptBe = me, be
    if seen and seen > now then me, be = me - (seen - now), be - (seen - now) end
    me, be = math.min(me, now + ${minuteMs}), math.min(be, now + ${burstMs})
    local minuteOpen, burstOpen = me > now, be > now
    local minuteFull = minuteOpen and m > tonumber(ARGV[arg + 1]) - minuteWeight
    local burstFull = burstOpen and b > tonumber(ARGV[arg + 2]) - burstWeight
    local refused, isCounted = 0, false
    if isCounting then
      if minuteFull or burstFull then
        refused = (not burstFull or (minuteFull and me >= be)) and 1 or 2
      else
        if not minuteOpen then m, me = 0, now + ${minuteMs} end
        if not burstOpen then b, be = 0, now + ${burstMs} end
        m, b, isCounted = m + minuteWeight, b + burstWeight, true
      end
    end
    if me ~= keptMe or be ~= keptBe then
      redis.call("HSET", key, "m", m, "me", me, "b", b, "be", be, "s", now)
      redis.call("PEXPIRE", key, math.max(me, be) - now)
    elseif isCounted then
      redis.call("HSET", key, "m", m, "b", b, "s", now)
    elseif held[2] and seen ~= now then
      redis.call("HSET", key, "s", now)
    end
    local at = #answer
    answer[at + 1], answer[at + 2], answer[at + 3] = refused, m, me - now
    answer[at + 4], answer[at + 5] = b, be - now
  end
  return answer`;

/** The script's parameters for one counter. */
export function toScriptParameters({ charge, isCounting }: SharedCheck): string[] {
  const { perMinute, per10Seconds, weight } = charge;
  const weights = [getWeightIn(perMinute, weight), getWeightIn(per10Seconds, weight)];
  return [perMinute, per10Seconds, Number(isCounting), ...weights].map(String);
}

const numbersOfCheck = 5;

/**
 * The decisions in the script's answer, in the order of the keys. Throws if the answer has an unexpected
 * format.
 */
export function readSharedDecisions(reply: unknown, checks: readonly SharedCheck[]): LimitDecision[] {
  if (!isNumbers(reply) || reply.length !== 1 + numbersOfCheck * checks.length) {
    throw new TypeError("Redis returned an unexpected answer");
  }
  return checks.map(({ charge }, index) => readDecision(reply, 1 + numbersOfCheck * index, charge));
}

function isNumbers(reply: unknown): reply is number[] {
  return Array.isArray(reply) && reply.every((item) => typeof item === "number");
}

function readDecision(reply: readonly number[], at: number, limits: RateLimit): LimitDecision {
  const read = (index: number) => reply[index] ?? 0;
  const [nowMs, refusal] = [read(0), read(at)];
  const rejectedBy = refusal === 1 ? "minute" : refusal === 2 ? "burst" : null;
  return {
    admitted: rejectedBy === null,
    rejectedBy,
    minute: describeWindow(limits.perMinute, minuteMs, nowMs, read(at + 1), read(at + 2)),
    burst: describeWindow(limits.per10Seconds, burstMs, nowMs, read(at + 3), read(at + 4)),
  };
}

/** Uses Redis' clock, so that all instances report the same end. */
function describeWindow(
  limit: number,
  lengthMs: number,
  nowMs: number,
  count: number,
  leftMs: number,
): WindowState {
  if (leftMs <= 0) return { limit, remaining: limit, endsInMs: lengthMs, resetAt: nowMs + lengthMs };
  return { limit, remaining: Math.max(0, limit - count), endsInMs: leftMs, resetAt: nowMs + leftMs };
}
