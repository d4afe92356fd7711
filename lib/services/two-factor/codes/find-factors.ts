import type { Transaction } from "#lib/platform/db/transaction.ts";
import { whereOn } from "./totp-factor.ts";

/** The kinds of second factors that a person has. */
export interface SecondFactors {
  totp: boolean;
  passkey: boolean;
}

/** The only place that decides whether a person has a second factor. Null: they have none, and one step signs them in. */
export async function findSecondFactors(
  prisma: Pick<Transaction, "totpFactor" | "passkey">,
  userId: string,
): Promise<SecondFactors | null> {
  const apps = await prisma.totpFactor.count({ where: { userId, ...whereOn } });
  const passkeys = await prisma.passkey.count({ where: { userId } });
  return apps === 0 && passkeys === 0 ? null : { totp: apps > 0, passkey: passkeys > 0 };
}
