import type { RelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import { readChallenge, verifyAssertion } from "#lib/auth/passkeys/verify.ts";
import type { AssertionInput } from "#lib/contract/people/passkeys.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { type ChallengeBinding, takeChallenge } from "./challenges.ts";
import { createUserHandle } from "./user-handle.ts";

/** A passkey whose signature is right. It counts once `recordPasskeyUse` has recorded it. */
export interface VerifiedPasskey {
  outcome: "verified";
  passkeyId: string;
  userId: string;
  /** The signature counter that the authenticator reported. */
  counter: number;
  isBackedUp: boolean;
}

/** `expired`: the challenge was used, is too old, or was given to someone else. */
type Verification = VerifiedPasskey | { outcome: "expired" } | { outcome: "rejected" };

interface Signed {
  assertion: AssertionInput;
  boundTo: ChallengeBinding;
  relyingParty: RelyingParty;
}

/**
 * Takes the challenge and checks the signature. An unknown passkey, a removed one and a wrong signature have the same outcome.
 */
export async function verifyPasskey(
  ctx: Pick<ServiceContext, "runtime" | "request" | "now">,
  { assertion, boundTo, relyingParty }: Signed,
): Promise<Verification> {
  const { prisma } = ctx.runtime.database;
  const challenge = readChallenge(assertion.response.clientDataJSON);
  if (challenge === null) return reject(ctx, "it contains no challenge");
  if (!(await takeChallenge(prisma, ctx.now, { challenge, boundTo }))) return { outcome: "expired" };
  const credentialId = new Uint8Array(Buffer.from(assertion.id, "base64url"));
  const passkey = await prisma.passkey.findUnique({ where: { credentialId } });
  if (passkey === null || passkey.rpId !== relyingParty.id) return reject(ctx, "it is not known");
  if (assertion.response.userHandle !== createUserHandle(passkey.userId)) {
    return reject(ctx, "it names another account");
  }
  try {
    const checked = await verifyAssertion(assertion, passkey.publicKey, { challenge, relyingParty });
    return { outcome: "verified", passkeyId: passkey.id, userId: passkey.userId, ...checked };
  } catch (error) {
    return reject(ctx, error instanceof Error ? error.message : "it can't be read");
  }
}

function reject(
  { runtime, request }: Pick<ServiceContext, "runtime" | "request">,
  reason: string,
): { outcome: "rejected" } {
  runtime.logger.warn(
    { event: "passkey_rejected", reason, address: request.address, requestId: request.id },
    "a passkey was rejected",
  );
  return { outcome: "rejected" };
}
