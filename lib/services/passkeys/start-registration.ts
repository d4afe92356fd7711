import type { RelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import { passkeyAlgorithms } from "#lib/auth/passkeys/verify.ts";
import { isPasskeyTransport, type PasskeyOptionsDto } from "#lib/contract/people/passkeys.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import { challengeLifeMs, insertChallenge } from "./assertions/challenges.ts";
import { createUserHandle } from "./assertions/user-handle.ts";
import { maxPasskeys, relyingPartyName } from "./passkey-dto.ts";

export function createTooManyPasskeysError(): ServiceError {
  return new ServiceError("conflict", {
    message: `You already have ${maxPasskeys} passkeys. Remove one that you no longer use`,
  });
}

/**
 * POST /me/passkeys/options: a challenge for a new passkey. It asks again who they are, and only this session can answer the
 * challenge, so that adding the passkey needs no other proof. Throws `conflict` at the maximum.
 */
export async function startPasskey(
  ctx: ServiceContext,
  relyingParty: RelyingParty,
): Promise<PasskeyOptionsDto> {
  const { sessionId } = authorizePerson(ctx);
  return withTransaction(ctx.runtime.database, async (tx) => {
    const user = await lockProvenPerson(tx, ctx);
    const passkeys = await tx.passkey.findMany({
      where: { userId: user.id },
      select: { credentialId: true, transports: true, rpId: true },
    });
    if (passkeys.length >= maxPasskeys) throw createTooManyPasskeysError();
    return {
      challenge: await insertChallenge(tx, ctx.now, `registration:${sessionId}`),
      rp: { id: relyingParty.id, name: relyingPartyName },
      user: { id: createUserHandle(user.id), name: user.email, displayName: user.name },
      pubKeyCredParams: passkeyAlgorithms.map((alg) => ({ type: "public-key" as const, alg })),
      timeout: challengeLifeMs,
      excludeCredentials: passkeys
        .filter(({ rpId }) => rpId === relyingParty.id)
        .map(({ credentialId, transports }) => ({
          id: Buffer.from(credentialId).toString("base64url"),
          type: "public-key" as const,
          transports: transports.filter(isPasskeyTransport),
        })),
      authenticatorSelection: {
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
      attestation: "none",
    };
  });
}
