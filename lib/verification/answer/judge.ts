import { decideVerdict, type VerdictCode, type VerdictQuestion } from "#lib/domain/keys/verdict.ts";
import type { LimitDecision } from "#lib/domain/limits/window.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { type Eventual, whenKnown } from "#lib/verification/cache/when-known.ts";
import type { KnownKey } from "#lib/verification/record/known-key.ts";
import { getKeyQuota } from "./quota.ts";

export interface Judgement {
  code: Exclude<VerdictCode, "NOT_FOUND">;
  permissions: ReadonlySet<string>;
  /**
   * Whether the key itself is valid, regardless of what the request requires. If so, the request counts
   * toward the key.
   */
  isKeyGood: boolean;
  /** When the decision was made, by the database's clock. */
  atMs: number;
  /** The key's windows after this request. */
  limit: LimitDecision;
}

/** The codes of a valid key. A rejection among them counts toward the key. */
const goodKeyCodes: ReadonlySet<VerdictCode> = new Set([
  "VALID",
  "ENVIRONMENT_MISMATCH",
  "INSUFFICIENT_PERMISSIONS",
]);

/**
 * Decides about a known key and then about its limits, both at the current time, because finding the key may
 * have taken long. A request with a valid key counts toward its limits, unless `spend` is false: then its
 * windows are only read.
 */
export function judge(
  runtime: Pick<Runtime, "config" | "limiter" | "keys">,
  key: KnownKey,
  question: VerdictQuestion,
  { spend }: { spend: boolean },
): Eventual<Judgement> {
  const atMs = runtime.keys.clock.now();
  const { code, permissions } = decideVerdict(key, question, atMs, key.permissions);
  const isKeyGood = goodKeyCodes.has(code);
  const isSpending = spend && isKeyGood;
  const { counter, limits } = getKeyQuota(key, runtime.config);
  const count = isSpending ? runtime.limiter.consume : runtime.limiter.peek;
  return whenKnown(count(counter, limits), (limit) => {
    const hasRoom = isSpending ? limit.admitted : limit.minute.remaining > 0 && limit.burst.remaining > 0;
    return {
      code: code === "VALID" && !hasRoom ? "RATE_LIMITED" : code,
      permissions,
      isKeyGood,
      atMs,
      limit,
    };
  });
}
