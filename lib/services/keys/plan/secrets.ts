import { getHint } from "#lib/contract/keys/key-hint.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { SecretEnding } from "#lib/domain/keys/rotation.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** A new secret, and the row that stores its digest. */
export function planSecret(now: Date) {
  const secret = createSecret();
  const hash = new Uint8Array(hashSecret(secret));
  return { secret, row: { id: createId("secret"), hash, hint: getHint(secret), createdAt: now } };
}

export async function endSecrets(
  tx: Transaction,
  keyId: string,
  endings: readonly SecretEnding[],
): Promise<void> {
  for (const { secretId, endsAt } of endings) {
    await tx.keySecret.updateMany({ where: { id: secretId, keyId }, data: { endsAt } });
  }
}
