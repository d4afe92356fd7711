import type { TwoFactorDto } from "#lib/contract/people/two-factor.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findSelf } from "./find-self.ts";
import { readTwoFactorOf } from "./two-factor-dto.ts";

/** GET /me/two-factor: the state of the caller's second factor. Throws `forbidden` for a key. */
export async function readTwoFactor(ctx: ServiceContext): Promise<TwoFactorDto> {
  return readTwoFactorOf(ctx.runtime.database.prisma, await findSelf(ctx));
}
