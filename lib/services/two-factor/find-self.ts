import { notFound } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** The calling person. Throws `forbidden` for a key. */
export async function findSelf(ctx: ServiceContext): Promise<User> {
  const { userId } = authorizePerson(ctx);
  const user = await ctx.runtime.database.prisma.user.findUnique({ where: { id: userId } });
  if (user === null) throw notFound();
  return user;
}
