import type {
  CreatedProvisioningTokenDto,
  CreateProvisioningTokenInput,
} from "#lib/contract/instance/provisioning.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createProvisioningToken, hashSecret } from "#lib/domain/keys/secret.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockProvenOwner } from "./lock-proven-owner.ts";
import { toTokenDto } from "./token-dto.ts";

/** The one in use and its replacement. */
const maxTokens = 2;

/** An arbitrary number that identifies the lock for the number of tokens. */
const tokensLock = 7_202_611_233;

/** Longer than a key's hint, because all tokens start with the same 8 characters. */
function createHint(token: string): string {
  return `${token.slice(0, 11)}…${token.slice(-4)}`;
}

/**
 * POST /instance/provisioning/tokens: creates a token for a directory, which is shown only in this response. Throws
 * `conflict` if there are two already.
 */
export async function createToken(
  ctx: ServiceContext,
  { name }: CreateProvisioningTokenInput,
): Promise<CreatedProvisioningTokenDto> {
  const { userId } = authorizeInstanceOwner(ctx);
  const text = createProvisioningToken();
  const token = await withTransaction(ctx.runtime.database, async (tx) => {
    await lockProvenOwner(tx, ctx);
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${tokensLock}::bigint)`;
    if ((await tx.provisioningToken.count({ where: { deletedAt: null } })) >= maxTokens) {
      throw new ServiceError("conflict", {
        message: `A console has at most ${maxTokens} provisioning tokens. Delete one first`,
      });
    }
    const created = await tx.provisioningToken.create({
      data: {
        id: createId("provisioningToken"),
        name,
        tokenHash: new Uint8Array(hashSecret(text)),
        hint: createHint(text),
        createdById: userId,
        createdAt: ctx.now,
      },
    });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "provisioning_token.create",
      target: { type: "provisioningToken", id: created.id },
      changes: { name },
    });
    return created;
  });
  return { ...toTokenDto(token), token: text };
}
