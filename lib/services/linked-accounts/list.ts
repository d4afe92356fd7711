import type { LinkedProviderDto } from "#lib/contract/people/providers.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { selectWaysIn } from "./other-ways.ts";
import { toLinkedProviderDto } from "./provider-dto.ts";

/**
 * GET /me/providers: the accounts of providers that the caller can sign in with, oldest first. `host` is the host name of
 * the console, or null where browsers allow no passkeys. Throws `forbidden` for a key.
 */
export async function listLinkedProviders(
  ctx: ServiceContext,
  host: string | null,
): Promise<LinkedProviderDto[]> {
  const { userId } = authorizePerson(ctx);
  const { config, database } = ctx.runtime;
  const ways = await database.prisma.user.findUnique({ where: { id: userId }, select: selectWaysIn });
  if (ways === null) throw notFound();
  return ways.accounts.map((link) => toLinkedProviderDto(link, { ways, config, host }));
}
