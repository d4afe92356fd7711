import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findKey } from "./find-key.ts";
import { toKeyDto } from "./plan/key-dto.ts";

/** GET /keys/{id}: reads a key without secrets and hashes. Throws `not_found`, also for another team's key. */
export async function readKey(ctx: ServiceContext, input: { id: string }): Promise<KeyDto> {
  const scope = authorize(ctx, "keys:read");
  return toKeyDto(await findKey(ctx.runtime.database.prisma, scope, input.id), ctx.now);
}
