import type { KeyRecord } from "#lib/keys/key-record.ts";
import { decideVerdict, type VerdictCode, type VerdictQuestion } from "#lib/keys/verdict.ts";
import type { LimitDecision, RateLimit } from "#lib/limits/window.ts";
import type { Runtime } from "#lib/runtime.ts";

/** The windows a key is held to: its own, or the instance's default at this moment. */
export function getKeyLimits(rateLimit: KeyRecord["rateLimit"], instance: RateLimit): RateLimit {
  return {
    perMinute: rateLimit?.perMinute ?? instance.perMinute,
    per10Seconds: rateLimit?.per10Seconds ?? instance.per10Seconds,
  };
}

export interface Judgement {
  code: Exclude<VerdictCode, "NOT_FOUND">;
  permissions: ReadonlySet<string>;
  /** The key's windows after this request; null where nothing was counted or looked at. */
  limit: LimitDecision | null;
}

/** A refusal of these is the key's own doing, and counts on it. */
const spendingCodes: ReadonlySet<VerdictCode> = new Set([
  "VALID",
  "ENVIRONMENT_MISMATCH",
  "INSUFFICIENT_PERMISSIONS",
]);

/**
 * Decides about a known key, then about its limits. A good key spends one of its quota, unless `spend` is false: then
 * its windows are only looked at.
 */
export async function judge(
  runtime: Pick<Runtime, "config" | "limiter">,
  record: KeyRecord,
  question: VerdictQuestion,
  options: { spend: boolean; nowMs: number },
): Promise<Judgement> {
  const { spend, nowMs } = options;
  const { code, permissions } = decideVerdict(record, question, new Date(nowMs));
  if (!spendingCodes.has(code)) return { code, permissions, limit: null };
  const limits = getKeyLimits(record.rateLimit, runtime.config.rateLimit);
  const count = spend ? runtime.limiter.consume : runtime.limiter.peek;
  const limit = await count(`key:${record.keyId}`, limits, nowMs);
  const hasRoom = spend ? limit.admitted : limit.minute.remaining > 0 && limit.burst.remaining > 0;
  return { code: code === "VALID" && !hasRoom ? "RATE_LIMITED" : code, permissions, limit };
}
