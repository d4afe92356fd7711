import { notFound } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertIsPerson } from "#lib/services/passwords/assert-is-person.ts";

/** The calling person. Throws `forbidden` for a key. */
export async function findSelf(ctx: ServiceContext): Promise<User> {
  const { userId } = authorizePerson(ctx);
  const user = await ctx.runtime.database.prisma.user.findUnique({ where: { id: userId } });
  if (user === null) throw notFound();
  return user;
}

/**
 * The calling person, who has just proved that it is them: by their password, or by a recent sign-in if they have none.
 * Every change to two-factor authentication starts here.
 */
export async function findConfirmedSelf(
  ctx: ServiceContext,
  { currentPassword }: { currentPassword?: string | undefined },
): Promise<User> {
  const user = await findSelf(ctx);
  await assertIsPerson(ctx, user, currentPassword);
  return user;
}
