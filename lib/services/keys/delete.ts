import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { changeKey } from "./change-key.ts";

/** DELETE /keys/{id}: revokes the key immediately and permanently. The row stays for the history. Idempotent. */
export async function deleteKey(
  ctx: ServiceContext,
  input: { id: string; reason?: string | undefined },
): Promise<KeyDto> {
  const { id, reason = null } = input;
  return changeKey(ctx, id, ({ key }) => {
    if (key.revokedAt !== null) return null;
    return {
      action: "key.delete",
      columns: { revokedAt: ctx.now },
      describe: () => ({ name: key.name, reason }),
    };
  });
}
