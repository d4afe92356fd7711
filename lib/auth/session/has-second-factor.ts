import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

/** The condition for people who have a second factor. */
export const whereHasSecondFactor = {
  totpFactor: { is: { confirmedAt: { not: null } } },
} as const satisfies Prisma.UserWhereInput;

/** Reads whether a person has a second factor with the rest of their row. */
export const selectSecondFactor = {
  totpFactor: { select: { confirmedAt: true } },
} as const satisfies Prisma.UserSelect;

export function isSecondFactorOn(
  user: Prisma.UserGetPayload<{ select: typeof selectSecondFactor }>,
): boolean {
  return user.totpFactor !== null && user.totpFactor.confirmedAt !== null;
}

/** Whether signing in asks this person for a second factor. */
export async function hasSecondFactor(
  prisma: Pick<Database["prisma"], "user">,
  userId: string,
): Promise<boolean> {
  return (await prisma.user.count({ where: { id: userId, ...whereHasSecondFactor } })) > 0;
}
