import { invalidField, notFound } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertCurrentPassword } from "#lib/services/passwords/assert-current.ts";

/** The calling person. Throws `forbidden` for a key. */
export async function findSelf(ctx: ServiceContext): Promise<User> {
  const { userId } = authorizePerson(ctx);
  const user = await ctx.runtime.database.prisma.user.findUnique({ where: { id: userId } });
  if (user === null) throw notFound();
  return user;
}

/**
 * The calling person, who has just entered their password. Every change to two-factor authentication starts here. People
 * who only sign in through a provider have no password and are not asked.
 */
export async function findConfirmedSelf(
  ctx: ServiceContext,
  { currentPassword }: { currentPassword?: string | undefined },
): Promise<User> {
  const user = await findSelf(ctx);
  if (user.passwordHash === null) return user;
  if (currentPassword === undefined) throw invalidField("currentPassword", "Enter your current password");
  await assertCurrentPassword(ctx, user, currentPassword);
  return user;
}
