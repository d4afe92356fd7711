import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { planFinish } from "#lib/domain/keys/rotation.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { changeKey } from "./change-key.ts";
import { endSecrets } from "./plan/secrets.ts";

/** POST /keys/{id}/rotate/finish: ends the previous secrets now. Idempotent: does nothing without a rotation in progress. */
export async function finishRotation(ctx: ServiceContext, input: { id: string }): Promise<KeyDto> {
  return changeKey(ctx, input.id, async ({ tx, key }) => {
    const endings = planFinish(key, ctx.now);
    if (endings.length === 0) return null;
    await endSecrets(tx, key.id, endings);
    return {
      action: "key.finish_rotation",
      describe: () => ({ ended: endings.map(({ secretId }) => secretId) }),
    };
  });
}
