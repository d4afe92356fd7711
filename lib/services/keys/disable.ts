import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertNotRevoked, changeKey } from "./change-key.ts";

/** POST /keys/{id}/disable: rejects the key until it is enabled. Idempotent. Throws `conflict` for a revoked key. */
export async function disableKey(ctx: ServiceContext, input: { id: string }): Promise<KeyDto> {
  return changeKey(ctx, input.id, ({ key }) => {
    assertNotRevoked(key);
    if (key.disabledAt !== null) return null;
    return { action: "key.disable", columns: { disabledAt: ctx.now } };
  });
}
