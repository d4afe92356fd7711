const dayMs = 86_400_000;

/** From then on an end is worth a word. */
export const expiringSoonMs = 14 * dayMs;

/** A key that has not been used by then may never be. */
export const unusedAfterMs = 7 * dayMs;

export type AttentionReason = "expiring" | "old_secret_used" | "never_used";

export interface AttentionFacts {
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  secrets: readonly { createdAt: Date; endsAt: Date | null; lastUsedAt: Date | null }[];
}

/** Why somebody should look at a live key, the gravest reason first; null: there is none. */
export function findAttentionReason(key: AttentionFacts, now: Date): AttentionReason | null {
  if (isOldSecretUsed(key, now)) return "old_secret_used";
  if (key.expiresAt !== null && key.expiresAt.getTime() - now.getTime() <= expiringSoonMs) return "expiring";
  const ageMs = now.getTime() - key.createdAt.getTime();
  return key.lastUsedAt === null && ageMs >= unusedAfterMs ? "never_used" : null;
}

/** Somebody calls with the secret that is about to end, though its successor exists. */
function isOldSecretUsed({ secrets }: AttentionFacts, now: Date): boolean {
  const current = secrets.find(({ endsAt }) => endsAt === null);
  if (current === undefined) return false;
  return secrets.some(
    ({ endsAt, lastUsedAt }) =>
      endsAt !== null && endsAt > now && lastUsedAt !== null && lastUsedAt >= current.createdAt,
  );
}
