import { dayMs } from "#lib/domain/common/durations.ts";

/** A key that expires within this time needs attention. */
export const expiringSoonMs = 14 * dayMs;

/** A key that is unused for this long after its creation needs attention. */
export const unusedAfterMs = 7 * dayMs;

/** A key that wasn't used for this long counts as unused. */
export const idleAfterMs = 90 * dayMs;

/** The UTC days, including today, whose requests lists show, count and filter by. */
export const listedUsageDays = 7;

export type AttentionReason = "expiring" | "old_secret_used" | "never_used";

export interface AttentionFacts {
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  secrets: readonly { createdAt: Date; endsAt: Date | null; lastUsedAt: Date | null }[];
}

/** Why a live key needs attention, the most important reason first. Null: it does not. */
export function findAttentionReason(key: AttentionFacts, now: Date): AttentionReason | null {
  if (isPreviousSecretUsed(key, now)) return "old_secret_used";
  if (key.expiresAt !== null && key.expiresAt.getTime() - now.getTime() <= expiringSoonMs) return "expiring";
  const ageMs = now.getTime() - key.createdAt.getTime();
  return key.lastUsedAt === null && ageMs >= unusedAfterMs ? "never_used" : null;
}

/** Whether the previous secret was used after the current one was created. */
function isPreviousSecretUsed({ secrets }: AttentionFacts, now: Date): boolean {
  const current = secrets.find(({ endsAt }) => endsAt === null);
  if (current === undefined) return false;
  return secrets.some(
    ({ endsAt, lastUsedAt }) =>
      endsAt !== null && endsAt > now && lastUsedAt !== null && lastUsedAt >= current.createdAt,
  );
}
