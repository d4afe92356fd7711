import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertNotRevoked, changeKey } from "./change-key.ts";
import { assertGrantAsItIs } from "./plan/assert-grant.ts";

/**
 * POST /keys/{id}/enable: makes a disabled key work again. Idempotent. Throws `conflict` for a revoked key, `forbidden` for
 * one that can do more than the caller.
 */
export async function enableKey(ctx: ServiceContext, input: { id: string }): Promise<KeyDto> {
  return changeKey(ctx, input.id, async ({ tx, scope, key }) => {
    assertNotRevoked(key);
    await assertGrantAsItIs(tx, ctx, scope, key);
    if (key.disabledAt === null) return null;
    return { action: "key.enable", columns: { disabledAt: null } };
  });
}
