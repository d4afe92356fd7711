import type {
  BackupContents,
  BackupHeader,
  BackupManifest,
  BackupSecrets,
} from "#lib/backup/format/backup-lines.ts";
import type { Opener } from "#lib/backup/format/encryption.ts";
import { readBackup } from "#lib/backup/format/read-backup.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { readExistingSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { recordBackup } from "#lib/services/backups/record-backup.ts";
import { assertSameMigrations, assertTargetIsFree, listKnownMigrations } from "./check-target.ts";
import { loadRows } from "./load-rows.ts";
import { assertSecretsFit, placeSecrets } from "./place-secrets.ts";
import { hasSecretsOf, type RestoreProblem, verifyRestored } from "./verify-restored.ts";

interface RestoreRequest {
  file: string;
  opener: Opener;
  config: Config;
  logger: Logger;
  /** Opens the target. Nothing is written to it before the whole file has been checked. */
  openTarget: () => Promise<Database>;
  signal: AbortSignal;
  report: (line: string) => void;
}

export interface RestoredBackup {
  header: BackupHeader;
  manifest: BackupManifest;
  /** The secrets that were put into DATA_DIR. */
  placed: string[];
  /** What the operator has to do before the console starts. Empty: nothing. */
  problems: RestoreProblem[];
}

/**
 * Restores a backup into an empty database. The rows are loaded in one transaction, into the tables as they were when the backup
 * was written, and the migrations since then follow. Throws StartError for what the operator can fix.
 */
export async function restoreBackup(request: RestoreRequest): Promise<RestoredBackup> {
  const { file, opener, config, logger, signal, report } = request;
  report("Checking the file...");
  const contents = await readContents(file, opener, signal);
  const { header, secrets, manifest } = contents;
  await listKnownMigrations(header);
  await assertSecretsFit(config, secrets);
  const target = await request.openTarget();
  try {
    await assertTargetIsFree(target);
    await assertSameMigrations(target, header);
    const only = new Set(header.migrations.map(({ name }) => name));
    await applyMigrations(target, logger, { signal, only });
    // Before the rows: a restore that is killed can be run again, which it can't once the database has rows.
    const placed = await placeSecrets(config, secrets);
    await loadRows(target, { parts: readBackup(file, opener), manifest, signal, report });
    await applyMigrations(target, logger, { signal });
    report("Checking the audit log...");
    const audit = await readExistingSecrets(config, "audit");
    const problems = await verifyRestored(target, { config, contents, audit, signal });
    // With another secret, the event would look like a forged one.
    if (hasSecretsOf(header.secrets.audit, audit)) {
      const secrets = { audit, session: [] };
      const limiter = createMemoryLimiter({ maxCounters: 1 });
      await recordBackup(
        { config, database: target, limiter, logger, secrets },
        "backup.restore",
        new Date(),
      );
    }
    return { header, manifest, placed, problems };
  } finally {
    await target.close();
  }
}

/** Reads the whole file. Throws if any of it is damaged. */
async function readContents(file: string, opener: Opener, signal: AbortSignal): Promise<BackupContents> {
  let header: BackupHeader | null = null;
  let manifest: BackupManifest | null = null;
  let secrets: BackupSecrets = {};
  for await (const part of readBackup(file, opener)) {
    signal.throwIfAborted();
    if (part.kind === "header") header = part.header;
    else if (part.kind === "secrets") secrets = part.secrets;
    else if (part.kind === "manifest") manifest = part.manifest;
  }
  if (header === null || manifest === null) throw new Error("a complete backup has a header and a manifest");
  return { header, secrets, manifest };
}
