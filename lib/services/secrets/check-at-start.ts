import { checkFingerprints, type SecretPurpose, secretPurposes } from "#lib/domain/instance/secret-check.ts";
import type { DatabaseTime } from "#lib/platform/db/database-time.ts";
import type { InstanceSecret } from "#lib/platform/db/generated/client.ts";
import { isPermissionDenied } from "#lib/platform/db/server/database-errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import { countUses, describeUses, isUsed } from "./count-uses.ts";
import { contradictsData } from "./find-evidence.ts";
import {
  describeSource,
  listFingerprints,
  readKnownSecrets,
  recordSecrets,
  type SecretRuntime,
  secretSettings,
} from "./secret-records.ts";

type CheckRuntime = SecretRuntime & Pick<Runtime, "logger">;

const guide = "docs/self-hosting.md, Secrets";

function describeRemedy(purpose: SecretPurpose): string {
  const setting = secretSettings[purpose];
  return `Set the previous secret again, or add it, separated by a comma. If it is lost, run "${getAdminProgram()} secrets accept ${setting}" (${guide})`;
}

/** A secret that is needed and not set, and what needs it. */
export interface NeededSecret {
  known: InstanceSecret;
  /** Such as "3 sessions". */
  uses: string;
}

function createMissingError(runtime: SecretRuntime, purpose: SecretPurpose, needed: readonly NeededSecret[]) {
  const set = listFingerprints(runtime, purpose).join(", ");
  const expected = needed.map(({ known, uses }) => `${known.fingerprint} (needed by ${uses})`).join(", ");
  return new StartError(
    `${describeSource(runtime, purpose)} lacks a secret that this database was used with: expected the fingerprint ${expected}, and only ${set} is set. ${describeRemedy(purpose)}`,
  );
}

/** The secrets that are not set although something needs them. */
export async function findNeeded(
  runtime: SecretRuntime,
  purpose: SecretPurpose,
  now: Date,
): Promise<{ needed: NeededSecret[]; unused: InstanceSecret[] }> {
  const known = await readKnownSecrets(runtime.database.prisma, purpose);
  const { missing } = checkFingerprints(listFingerprints(runtime, purpose), known);
  const needed: NeededSecret[] = [];
  const unused: InstanceSecret[] = [];
  for (const secret of known.filter(({ fingerprint }) => missing.includes(fingerprint))) {
    const uses = await countUses(runtime, purpose, secret, now);
    if (isUsed(uses)) needed.push({ known: secret, uses: describeUses(uses) });
    else unused.push(secret);
  }
  return { needed, unused };
}

/** What to record of a purpose once the secrets of all of them are right. */
interface CheckedPurpose {
  purpose: SecretPurpose;
  unused: string[];
  isOriginal: boolean;
}

async function checkPurpose(
  runtime: CheckRuntime,
  purpose: SecretPurpose,
  now: DatabaseTime,
): Promise<CheckedPurpose> {
  const { database, logger } = runtime;
  const known = await readKnownSecrets(database.prisma, purpose);
  if (known.length === 0 && (await contradictsData(runtime, purpose))) {
    throw new StartError(
      `${describeSource(runtime, purpose)} is not the secret that this database was used with: ${purpose === "audit" ? "none of the newest events of the audit log" : "nothing that is encrypted in the database"} matches the fingerprint ${listFingerprints(runtime, purpose).join(", ")}. ${describeRemedy(purpose)}`,
    );
  }
  const { needed, unused } = await findNeeded(runtime, purpose, now);
  if (needed.length > 0) throw createMissingError(runtime, purpose, needed);
  const { announced } = checkFingerprints(listFingerprints(runtime, purpose), known);
  if (announced.length > 0) {
    logger.warn(
      { setting: secretSettings[purpose], fingerprints: announced },
      "other instances have a secret that this one lacks: add it before any of them signs with it",
    );
  }
  return {
    purpose,
    unused: unused.map(({ fingerprint }) => fingerprint),
    isOriginal: known.length === 0,
  };
}

async function checkAndRecord(runtime: CheckRuntime, now: DatabaseTime): Promise<void> {
  const checked: CheckedPurpose[] = [];
  for (const purpose of secretPurposes) checked.push(await checkPurpose(runtime, purpose, now));
  // Only now: with the settings of another console, one secret can look right, and would be expected from then on.
  await withTransaction(runtime.database, async (tx) => {
    for (const { purpose, unused, isOriginal } of checked) {
      await tx.instanceSecret.updateMany({
        where: { purpose, fingerprint: { in: unused } },
        data: { endedAt: now, ending: "dropped" },
      });
      await recordSecrets(tx, runtime, { purpose, isOriginal, now });
    }
  });
}

/**
 * Compares the secrets with those that the database was used with, and records them. Throws StartError if one is missing that
 * something needs: everyone would be signed out, or the audit log would look changed.
 */
export async function checkSecrets(runtime: CheckRuntime, now: DatabaseTime): Promise<void> {
  await checkAndRecord(runtime, now).catch((error: unknown) => {
    if (!isPermissionDenied(error)) throw error;
    throw new StartError(
      "The role in DATABASE_URL may not use tables of this version. Run the grants again (docs/self-hosting.md, The database role)",
      { cause: error },
    );
  });
}

/**
 * The same for an instance that only verifies keys, which records nothing. It needs the secrets that are used now, and doesn't
 * know what the older ones are needed for.
 */
export async function checkSecretsReadOnly(runtime: CheckRuntime): Promise<void> {
  for (const purpose of secretPurposes) {
    const known = await readKnownSecrets(runtime.database.prisma, purpose).catch((error: unknown) => {
      runtime.logger.warn({ err: error }, "the secrets can't be checked: run the grants again");
      return [];
    });
    const { missingNewest } = checkFingerprints(listFingerprints(runtime, purpose), known);
    if (missingNewest === null) continue;
    throw new StartError(
      `${describeSource(runtime, purpose)} lacks the secret that other instances use: expected the fingerprint ${missingNewest}, and only ${listFingerprints(runtime, purpose).join(", ")} is set. Set the same secrets on all instances (${guide})`,
    );
  }
}
