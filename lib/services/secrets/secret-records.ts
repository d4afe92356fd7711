import { getKeyId } from "#lib/auth/credentials/secret-box.ts";
import type { SecretPurpose } from "#lib/domain/instance/secret-check.ts";
import { fingerprintSecret } from "#lib/domain/instance/secret-fingerprint.ts";
import type { DatabaseTime } from "#lib/platform/db/database-time.ts";
import type { InstanceSecret } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

/** What the use cases of secrets need. */
export type SecretRuntime = Pick<Runtime, "config" | "database" | "secrets">;

/** The settings by purpose, as operators know them. */
export const secretSettings = { session: "SESSION_SECRET", audit: "AUDIT_SECRET" } as const;

export type SecretSetting = (typeof secretSettings)[SecretPurpose];

/** Where the operator has set the secrets of a purpose. */
export function describeSource({ config }: Pick<Runtime, "config">, purpose: SecretPurpose): string {
  const isSet = { session: config.sessionSecrets, audit: config.auditSecrets }[purpose] !== undefined;
  return isSet ? secretSettings[purpose] : `The file ${purpose}-secret in DATA_DIR`;
}

export function listFingerprints({ secrets }: Pick<Runtime, "secrets">, purpose: SecretPurpose): string[] {
  return secrets[purpose].map(fingerprintSecret);
}

/** The secrets that the database was used with, those first that were known first. */
export function readKnownSecrets(
  prisma: Pick<Transaction, "instanceSecret">,
  purpose: SecretPurpose,
): Promise<InstanceSecret[]> {
  return prisma.instanceSecret.findMany({
    where: { purpose },
    orderBy: [{ knownSince: "asc" }, { fingerprint: "asc" }],
  });
}

/**
 * Records the secrets that are set. `isOriginal`: the database was used before any were recorded, so each of them may have
 * signed something.
 */
export async function recordSecrets(
  tx: Transaction,
  { secrets }: Pick<Runtime, "secrets">,
  { purpose, isOriginal, now }: { purpose: SecretPurpose; isOriginal: boolean; now: DatabaseTime },
): Promise<void> {
  for (const [index, secret] of secrets[purpose].entries()) {
    const fingerprint = fingerprintSecret(secret);
    const signedUntil = index === 0 || isOriginal ? { signedUntil: now } : {};
    const boxKeyId = purpose === "session" ? getKeyId(secret) : null;
    await tx.instanceSecret.upsert({
      where: { purpose_fingerprint: { purpose, fingerprint } },
      create: { purpose, fingerprint, knownSince: now, isOriginal, boxKeyId, ...signedUntil },
      // One that was ended is back.
      update: { endedAt: null, ending: null, ...signedUntil },
    });
  }
}

/** Notes that this instance still signs with the first secret of each purpose. */
export async function noteSigning(
  { database, secrets }: Pick<Runtime, "database" | "secrets">,
  now: DatabaseTime,
): Promise<void> {
  for (const purpose of ["session", "audit"] as const) {
    await database.prisma.instanceSecret.updateMany({
      where: { purpose, fingerprint: fingerprintSecret(secrets[purpose][0] ?? "") },
      data: { signedUntil: now },
    });
  }
}
