import type { RelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import type { AssertionOptionsDto } from "#lib/contract/people/passkeys.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { type ChallengeBinding, challengeLifeMs, insertChallenge } from "./challenges.ts";

/**
 * Creates a challenge for a passkey. The options name no credentials, so they are the same for every account and every step:
 * the browser offers the passkeys that it has for this host.
 */
export async function createAssertionOptions(
  prisma: Pick<Transaction, "passkeyChallenge">,
  now: Date,
  { id: rpId }: RelyingParty,
  boundTo: ChallengeBinding,
): Promise<AssertionOptionsDto> {
  return {
    challenge: await insertChallenge(prisma, now, boundTo),
    rpId,
    timeout: challengeLifeMs,
    userVerification: "required",
  };
}
