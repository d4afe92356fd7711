import { notFound } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { assertCurrentPassword } from "./assert-current-password.ts";

/** The calling person. Throws `forbidden` for a key. */
export async function findSelf(ctx: ServiceContext): Promise<User> {
  const { userId } = authorizePerson(ctx);
  const user = await ctx.runtime.database.prisma.user.findUnique({ where: { id: userId } });
  if (user === null) throw notFound();
  return user;
}

/** The calling person, who has just entered their password. Every change to two-factor authentication starts here. */
export async function findConfirmedSelf(
  ctx: ServiceContext,
  input: { currentPassword?: string | undefined },
): Promise<User> {
  const user = await findSelf(ctx);
  await assertCurrentPassword(ctx, user, input.currentPassword);
  return user;
}
