import { hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { createId } from "#lib/domain/common/ids.ts";
import {
  createRecoveryCode,
  formatRecoveryCode,
  recoveryCodeCount,
} from "#lib/domain/two-factor/recovery-code.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** Replaces all recovery codes of a person, whose row must be locked. Returns the new ones as people read them. */
export async function replaceRecoveryCodes(tx: Transaction, userId: string, now: Date): Promise<string[]> {
  const codes = Array.from({ length: recoveryCodeCount }, createRecoveryCode);
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({
      id: createId("recoveryCode"),
      userId,
      codeHash: new Uint8Array(hashOneTimeToken(code)),
      createdAt: now,
    })),
  });
  return codes.map(formatRecoveryCode);
}
