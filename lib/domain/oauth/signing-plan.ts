import { dayMs, hourMs } from "#lib/domain/common/durations.ts";

/** A key signs for this long. */
const signingMs = 90 * dayMs;

/** A new key is published for this long before it signs, so that services that keep a copy of the keys have it by then. */
const leadMs = dayMs;

/** A replaced key is published for this long: its last token lives 5 minutes, and the rest is for clocks and caches. */
const restMs = hourMs;

export interface PlannedKey {
  id: string;
  signsFrom: Date;
  /** Whether its private key can be decrypted. It can't if the secret that encrypted it is lost. */
  isReadable: boolean;
}

/** What to do with the keys that sign tokens. */
export interface SigningPlan {
  /** The key that signs now. Null: a new one is needed first. */
  signingId: string | null;
  /** What services need to check tokens. */
  publishedIds: string[];
  /** Keys that nothing valid was signed with. */
  expiredIds: string[];
  /** From when a key that is to be created now signs. Null: no new key is needed. */
  nextSignsFrom: Date | null;
}

export function planSigningKeys(keys: readonly PlannedKey[], now: Date): SigningPlan {
  const sorted = keys.toSorted((a, b) => a.signsFrom.getTime() - b.signsFrom.getTime());
  // A key that can't be decrypted signs nothing, so it replaces none.
  const isPublished = (_: PlannedKey, i: number) => {
    const successor = sorted.slice(i + 1).find(({ isReadable }) => isReadable);
    return successor === undefined || now.getTime() < successor.signsFrom.getTime() + restMs;
  };
  const published = sorted.filter(isPublished);
  const readable = sorted.filter(({ isReadable }) => isReadable);
  const signing = readable.findLast(({ signsFrom }) => signsFrom <= now);
  return {
    signingId: signing?.id ?? null,
    publishedIds: published.map(({ id }) => id),
    expiredIds: sorted.filter((key) => !published.includes(key)).map(({ id }) => id),
    nextSignsFrom: planNext(readable, signing, now),
  };
}

function planNext(readable: readonly PlannedKey[], signing: PlannedKey | undefined, now: Date): Date | null {
  if (signing === undefined) return now;
  const isReplaced = readable.at(-1) !== signing;
  const isDue = now.getTime() >= signing.signsFrom.getTime() + signingMs - leadMs;
  return isDue && !isReplaced ? new Date(now.getTime() + leadMs) : null;
}
