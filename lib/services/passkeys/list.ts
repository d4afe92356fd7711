import type { PasskeyDto } from "#lib/contract/people/passkeys.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toPasskeyDto } from "./passkey-dto.ts";

/** GET /me/passkeys: the caller's passkeys, oldest first. Throws `forbidden` for a key. */
export async function listPasskeys(ctx: ServiceContext): Promise<PasskeyDto[]> {
  const { userId } = authorizePerson(ctx);
  const passkeys = await ctx.runtime.database.prisma.passkey.findMany({
    where: { userId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return passkeys.map(toPasskeyDto);
}
