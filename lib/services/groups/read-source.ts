import type { ServiceContext } from "#lib/services/context.ts";

/**
 * What sends groups of people, as an adjective of "groups": the sign-in provider's name, a directory, or both. Null if
 * nothing does.
 */
export async function readGroupSource({ runtime }: Pick<ServiceContext, "runtime">): Promise<string | null> {
  const { config, database } = runtime;
  const provider = config.providers.oidc?.name;
  const token = await database.prisma.provisioningToken.findFirst({
    where: { deletedAt: null },
    select: { id: true },
  });
  const sources = [provider, token === null ? undefined : "directory"];
  return sources.filter((source) => source !== undefined).join(" or ") || null;
}
