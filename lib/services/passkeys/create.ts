import { findSecondFactors } from "#lib/auth/credentials/second-factors.ts";
import type { RelyingParty } from "#lib/auth/passkeys/relying-party.ts";
import { readChallenge, verifyNewCredential } from "#lib/auth/passkeys/verify.ts";
import {
  type CreatedPasskeyDto,
  type CreatePasskeyInput,
  isPasskeyTransport,
} from "#lib/contract/people/passkeys.ts";
import { invalidField, ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { isUniqueViolation } from "#lib/platform/db/server/database-errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";
import type { RenewedSession } from "#lib/services/sessions/renew.ts";
import { recordAddedFactor } from "#lib/services/two-factor/record-factor.ts";
import { challengeLifeMs, takeChallenge } from "./assertions/challenges.ts";
import { maxPasskeys, toPasskeyDto } from "./passkey-dto.ts";
import { createTooManyPasskeysError } from "./start-registration.ts";

type Credential = CreatePasskeyInput["credential"];

/** Checks the browser's response, whose challenge counts once. Returns the columns of the new passkey. */
async function readCredential(ctx: ServiceContext, relyingParty: RelyingParty, credential: Credential) {
  const { sessionId } = authorizePerson(ctx);
  const challenge = readChallenge(credential.response.clientDataJSON) ?? "";
  const boundTo = `registration:${sessionId}` as const;
  if (!(await takeChallenge(ctx.runtime.database.prisma, ctx.now, { challenge, boundTo }))) {
    throw new ServiceError("conflict", { message: "The setup has expired. Start it again" });
  }
  const checked = await verifyNewCredential(credential, { challenge, relyingParty }).catch(
    (error: unknown) => {
      const { logger } = ctx.runtime;
      logger.warn({ err: error, requestId: ctx.request.id }, "a new passkey was rejected");
      throw invalidField("credential", "The passkey can't be verified. Start again");
    },
  );
  return {
    ...checked,
    credentialId: new Uint8Array(Buffer.from(credential.id, "base64url")),
    transports: (credential.response.transports ?? []).filter(isPasskeyTransport),
    rpId: relyingParty.id,
  };
}

/**
 * POST /me/passkeys: adds a passkey. Starting asked for a proof, which must not have been forgotten since then, by a new
 * password. The first second factor of any kind turns two-factor authentication on: it ends all other sessions, replaces the
 * caller's, and returns recovery codes.
 */
export async function createPasskey(
  ctx: ServiceContext,
  relyingParty: RelyingParty,
  { name, credential }: CreatePasskeyInput,
): Promise<{ body: CreatedPasskeyDto; session: RenewedSession | null }> {
  const columns = await readCredential(ctx, relyingParty, credential);
  return withTransaction(ctx.runtime.database, async (tx) => {
    const user = await lockProvenPerson(tx, ctx, challengeLifeMs);
    if ((await tx.passkey.count({ where: { userId: user.id } })) >= maxPasskeys) {
      throw createTooManyPasskeysError();
    }
    const isFirst = (await findSecondFactors(tx, user.id)) === null;
    const passkey = await tx.passkey.create({
      data: { ...columns, id: createId("passkey"), userId: user.id, name, createdAt: ctx.now },
    });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "passkey.create",
      target: { type: "user", id: user.id },
      changes: { id: passkey.id },
      personal: { email: user.email, name },
    });
    const added = await recordAddedFactor(tx, ctx, user, { method: "passkey", isFirst });
    const { recoveryCodes, session } = added;
    return { body: { passkey: toPasskeyDto(passkey), recoveryCodes }, session };
  }).catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error;
    throw new ServiceError("conflict", { message: "This passkey was already added" });
  });
}
