import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { type BackupHeader, formatVersion } from "#lib/backup/format/backup-lines.ts";
import { assertRecipient, type Encryption } from "#lib/backup/format/encryption.ts";
import { assertAbsent, choosePartialFile } from "#lib/backup/format/write-backup-file.ts";
import { fingerprintSecret } from "#lib/domain/instance/secret-fingerprint.ts";
import type { EngineFiles } from "#lib/platform/db/engine-files.ts";
import { readRecords } from "#lib/platform/db/migrations/migration-records.ts";
import { StartError } from "#lib/platform/process/start-error.ts";
import { readSecretFiles } from "#lib/platform/runtime/instance-secrets.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { productVersion } from "#lib/platform/settings/product-version.ts";
import { runBackupProcess, type WrittenBackup } from "./run-backup-process.ts";
import type { Progress } from "./write-rows.ts";

export type BackupRuntime = Pick<Runtime, "config" | "database" | "secrets">;

export interface BackupRequest {
  /** Absolute. It must not exist. */
  file: string;
  encryption: Encryption;
  /** Whether to include the secrets that the console keeps in DATA_DIR. Only in an encrypted backup. */
  withSecrets: boolean;
  signal: AbortSignal;
  now: Date;
  onProgress: (progress: Progress) => void;
}

/** Writes a backup of everything, as it is at one moment. Throws StartError for what the operator can fix. */
export async function createBackup(runtime: BackupRuntime, request: BackupRequest): Promise<WrittenBackup> {
  const { file, encryption, withSecrets, signal, onProgress } = request;
  assertAbsent(file);
  if (encryption !== null && "recipient" in encryption) assertRecipient(encryption.recipient);
  if (withSecrets && encryption === null) {
    throw new StartError(
      "Secrets are only put into an encrypted backup. Use --recipient or --passphrase, too",
    );
  }
  await assertDirectory(file);
  const source = await findSource(runtime);
  return runBackupProcess({
    task: {
      file,
      partialFile: choosePartialFile(file),
      encryption,
      header: await describe(runtime, request.now),
      secrets: withSecrets ? await readSecretFiles(runtime.config) : null,
      niceness: runtime.config.pagesNiceness,
    },
    source,
    signal,
    onProgress,
  });
}

async function assertDirectory(file: string): Promise<void> {
  await statfs(dirname(file)).catch((error: unknown) => {
    throw new StartError(`${dirname(file)} does not exist or cannot be read`, { cause: error });
  });
}

async function findSource({
  config,
  database,
}: BackupRuntime): Promise<{ url: string } | { files: EngineFiles }> {
  // The address without a pooler in between: a snapshot belongs to a session.
  const url = config.databaseListenUrl ?? config.databaseUrl;
  if (url !== undefined) return { url };
  const { files } = database;
  if (files === null) {
    throw new StartError(
      "The embedded database is open in a console that does not answer on admin.sock in DATA_DIR. Stop that console, or see its log",
    );
  }
  await assertSpace(database, config.dataDirectory);
  return { files };
}

/** The embedded database is copied in DATA_DIR, where the disk must not become full. */
async function assertSpace({ pool }: BackupRuntime["database"], directory: string): Promise<void> {
  const { rows } = await pool.query<{ size: string }>(
    "SELECT (SELECT sum(pg_database_size(oid)) FROM pg_database)::text AS size",
  );
  const { bavail, bsize } = await statfs(directory);
  const neededBytes = Number(rows[0]?.size ?? 0) * 1.1 + 100e6;
  if (bavail * bsize >= neededBytes) return;
  throw new StartError(
    `The backup needs a copy of the database in DATA_DIR for a moment. Free at least ${Math.ceil(neededBytes / 1e6)} MB there`,
  );
}

async function describe({ database, secrets }: BackupRuntime, now: Date): Promise<BackupHeader> {
  const records = await readRecords(database.pool);
  return {
    format: "byteengine-backup",
    formatVersion,
    productVersion,
    createdAt: now.toISOString(),
    databaseKind: database.kind,
    migrations: records
      .filter(({ state }) => state === "applied")
      .map(({ name, checksum }) => ({ name, checksum }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    secrets: {
      session: secrets.session.map(fingerprintSecret),
      audit: secrets.audit.map(fingerprintSecret),
    },
  };
}
