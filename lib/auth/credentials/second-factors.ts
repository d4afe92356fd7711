import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

// The only file that decides whether a person has a second factor: a confirmed authenticator app or a passkey.

/** The condition for an authenticator app that signing in asks for. A pending one doesn't count. */
export const whereAppOn = { confirmedAt: { not: null } } as const;

/** The kinds of second factors that a person has. */
export interface SecondFactors {
  totp: boolean;
  passkey: boolean;
}

/** The condition for people who have a second factor. */
export const whereSecondFactor = {
  OR: [{ totpFactor: { is: whereAppOn } }, { passkeys: { some: {} } }],
} as const satisfies Prisma.UserWhereInput;

/** Reads whether a person has a second factor with the rest of their row. */
export const selectSecondFactor = {
  totpFactor: { where: whereAppOn, select: { id: true } },
  passkeys: { select: { id: true }, take: 1 },
} as const satisfies Prisma.UserSelect;

export function isSecondFactorOn(
  user: Prisma.UserGetPayload<{ select: typeof selectSecondFactor }>,
): boolean {
  return user.totpFactor !== null || user.passkeys.length > 0;
}

/** Null: the person has none, and one step signs them in. */
export async function findSecondFactors(
  prisma: Pick<Transaction, "totpFactor" | "passkey">,
  userId: string,
): Promise<SecondFactors | null> {
  const apps = await prisma.totpFactor.count({ where: { userId, ...whereAppOn } });
  const passkeys = await prisma.passkey.count({ where: { userId } });
  return apps === 0 && passkeys === 0 ? null : { totp: apps > 0, passkey: passkeys > 0 };
}

export async function hasSecondFactor(
  prisma: Pick<Transaction, "totpFactor" | "passkey">,
  userId: string,
): Promise<boolean> {
  return (await findSecondFactors(prisma, userId)) !== null;
}
