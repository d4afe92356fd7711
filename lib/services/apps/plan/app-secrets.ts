import { getAppSecretHint } from "#lib/contract/keys/key-hint.ts";
import { getActorId } from "#lib/domain/actor.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createAppSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Scope } from "#lib/services/authorize.ts";

/** A new client secret, and the row that stores its digest. */
export function planSecretRow({ actor }: Scope, now: Date) {
  const secret = createAppSecret();
  return {
    secret,
    row: {
      id: createId("appSecret"),
      hash: new Uint8Array(hashSecret(secret)),
      hint: getAppSecretHint(secret),
      createdById: getActorId(actor),
      createdAt: now,
    },
  };
}
