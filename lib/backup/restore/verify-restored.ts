import type { BackupContents } from "#lib/backup/format/backup-lines.ts";
import { fingerprintSecret } from "#lib/domain/instance/secret-fingerprint.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readExistingSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { getAdminProgram } from "#lib/platform/settings/product-version.ts";
import { verifyChain } from "#lib/services/audit/verify.ts";

/** A sentence that says what is wrong and what to do. */
export type RestoreProblem = string;

interface Options {
  config: Config;
  contents: BackupContents;
  /** The secrets with which audit logs are verified. */
  audit: readonly string[];
  signal: AbortSignal;
}

/** Compares the secrets with those of the backup, and recomputes the audit log. */
export async function verifyRestored(
  target: Database,
  { config, contents: { header }, audit, signal }: Options,
): Promise<RestoreProblem[]> {
  const session = await readExistingSecrets(config, "session");
  const isAuditKnown = hasSecretsOf(header.secrets.audit, audit);
  return [
    ...describeSecret("session-secret", "SESSION_SECRET", session, header.secrets.session),
    ...describeSecret("audit-secret", "AUDIT_SECRET", audit, header.secrets.audit),
    ...(isAuditKnown ? await verifyChains(target, audit, signal) : []),
  ];
}

/** Whether all secrets with these fingerprints are present. */
export function hasSecretsOf(fingerprints: readonly string[], secrets: readonly string[]): boolean {
  const present = secrets.map(fingerprintSecret);
  return fingerprints.every((fingerprint) => present.includes(fingerprint));
}

const consequences = {
  "session-secret":
    "everyone is signed out, waiting links in emails stop working, and authenticator apps have to be set up again",
  "audit-secret": "earlier events of the audit log can't be verified",
};

function describeSecret(
  file: keyof typeof consequences,
  setting: string,
  present: readonly string[],
  expected: readonly string[],
): RestoreProblem[] {
  const fingerprints = present.map(fingerprintSecret);
  const missing = expected.filter((fingerprint) => !fingerprints.includes(fingerprint));
  if (missing.length === 0) return [];
  return [
    `${setting} is not the one of the backup (fingerprint ${missing.join(", ")}). Before you start the console, set ${setting} to that secret, or put the file ${file} into DATA_DIR. If it is lost, run "${getAdminProgram()} secrets accept ${setting}": ${consequences[file]}.`,
  ];
}

async function verifyChains(
  target: Database,
  audit: readonly string[],
  signal: AbortSignal,
): Promise<RestoreProblem[]> {
  return (await findBrokenChains(target, audit, signal)).map(
    (broken) =>
      `${broken} It was restored as it is in the backup: run \`${getAdminProgram()} audit verify\` on the original.`,
  );
}

/** A sentence about each audit log that isn't intact. */
export async function findBrokenChains(
  { prisma, heavy, ...database }: Database,
  audit: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  // Nothing else needs the database now.
  const unpaced = { prisma, runBatch: <T>(work: () => Promise<T>) => work(), close: async () => {} };
  const runtime = { database: { ...database, prisma, heavy: unpaced }, secrets: { audit, session: [] } };
  const heads = await prisma.auditHead.findMany({ select: { chainId: true }, orderBy: { chainId: "asc" } });
  const broken: string[] = [];
  for (const { chainId } of heads) {
    const verdict = await verifyChain(runtime, chainId, { signal });
    if (verdict.ok) continue;
    const { seq, reason } = verdict.brokenAt;
    broken.push(`The audit log of ${chainId} is broken at event ${seq} (${reason}).`);
  }
  return broken;
}
