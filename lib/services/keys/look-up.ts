import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { hashSecret, isWellFormedSecret } from "#lib/domain/keys/secret.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findKey } from "./find-key.ts";
import { toKeyDto } from "./plan/key-dto.ts";

/** POST /keys/lookup: finds the team's key with this current or former secret. Throws `not_found`. */
export async function lookUpKey(ctx: ServiceContext, input: { key: string }): Promise<KeyDto> {
  const scope = authorize(ctx, "keys:read");
  const text = input.key.trim();
  if (!isWellFormedSecret(text)) throw notFound();
  const { prisma } = ctx.runtime.database;
  const secret = await prisma.keySecret.findFirst({
    where: { hash: new Uint8Array(hashSecret(text)), key: { teamId: scope.teamId } },
    select: { keyId: true },
  });
  if (secret === null) throw notFound();
  const key = await findKey(prisma, scope, secret.keyId);
  // Someone who looks up a key has its secret.
  await withTransaction(ctx.runtime.database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action: "key.look_up",
      target: { type: "key", id: key.id },
      changes: { team: scope.teamId },
    }),
  );
  return toKeyDto(key, ctx.now);
}
