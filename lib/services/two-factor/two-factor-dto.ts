import { whereAppOn } from "#lib/auth/credentials/second-factors.ts";
import type { TwoFactorDto } from "#lib/contract/people/two-factor.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** Reads the state of a person's second factor, without anything secret. */
export async function readTwoFactorOf(
  prisma: Pick<Transaction, "totpFactor" | "recoveryCode" | "passkey">,
  user: Pick<User, "id" | "passwordHash">,
): Promise<TwoFactorDto> {
  const factor = await prisma.totpFactor.findFirst({
    where: { userId: user.id, ...whereAppOn },
    select: { confirmedAt: true, lastUsedAt: true },
  });
  const remaining = await prisma.recoveryCode.count({ where: { userId: user.id, usedAt: null } });
  const passkeys = await prisma.passkey.count({ where: { userId: user.id } });
  return {
    isOn: factor !== null || passkeys > 0,
    totp: {
      isOn: factor !== null,
      createdAt: factor?.confirmedAt?.toISOString() ?? null,
      lastUsedAt: factor?.lastUsedAt?.toISOString() ?? null,
    },
    passkeys: { count: passkeys },
    recoveryCodes: { remaining },
    hasPassword: user.passwordHash !== null,
  };
}
