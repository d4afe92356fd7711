import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { minuteMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** How long a person has to answer their browser's dialog. */
export const challengeLifeMs = 5 * minuteMs;

type Challenges = Pick<Transaction, "passkeyChallenge">;

/** What a challenge is for, and who can answer it: a session, or a browser that nobody has signed in with. */
export type ChallengeBinding = `registration:${string}` | `reauthentication:${string}` | `sign_in:${string}`;

/** Only the digest of a browser's token is stored, because the token is a cookie. */
export function bindToBrowser(token: string): ChallengeBinding {
  return `sign_in:${hashOneTimeToken(token).toString("base64url")}`;
}

/** Creates a challenge of 256 random bits, in base64url. */
export async function insertChallenge(
  prisma: Challenges,
  now: Date,
  boundTo: ChallengeBinding,
): Promise<string> {
  const challenge = createOneTimeToken();
  await prisma.passkeyChallenge.create({
    data: {
      id: createId("passkeyChallenge"),
      challengeHash: new Uint8Array(hashOneTimeToken(challenge)),
      boundTo,
      createdAt: now,
      expiresAt: new Date(now.getTime() + challengeLifeMs),
    },
  });
  return challenge;
}

/**
 * Takes a challenge, before anything that was signed with it is checked: it counts once, also if the signature is wrong.
 * Only the first of several requests changes the row. False if it was used, has expired or belongs to someone else.
 */
export async function takeChallenge(
  prisma: Challenges,
  now: Date,
  { challenge, boundTo }: { challenge: string; boundTo: ChallengeBinding },
): Promise<boolean> {
  const challengeHash = new Uint8Array(hashOneTimeToken(challenge));
  const { count } = await prisma.passkeyChallenge.updateMany({
    where: { challengeHash, boundTo, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return count === 1;
}
