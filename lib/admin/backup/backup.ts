import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type BackupRequest, createBackup } from "#lib/backup/create/create-backup.ts";
import type { Encryption, Opener } from "#lib/backup/format/encryption.ts";
import { type RestoredBackup, restoreBackup } from "#lib/backup/restore/restore-backup.ts";
import { countOf } from "#lib/domain/common/count-of.ts";
import { readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { recordBackup } from "#lib/services/backups/record-backup.ts";
import {
  AdminError,
  type AdminInput,
  AdminUsageError,
  type DatabaseCommand,
  type SettingsCommand,
} from "../command/admin-command.ts";

const minPassphraseLength = 12;

function readPassphrase({ standardInput }: AdminInput): string {
  if (standardInput !== "") return standardInput;
  throw new AdminError("Type the passphrase, or redirect it to the standard input. It is empty.");
}

function chooseEncryption(input: AdminInput): Encryption {
  const { recipient, passphrase } = input.options;
  if (recipient !== undefined && passphrase !== undefined) {
    throw new AdminUsageError("Use either --recipient or --passphrase.");
  }
  if (typeof recipient === "string") return { recipient };
  if (passphrase === undefined) return null;
  const text = readPassphrase(input);
  if (text.length < minPassphraseLength) {
    throw new AdminError(`The passphrase must have at least ${minPassphraseLength} characters.`);
  }
  return { passphrase: text };
}

function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

export const backup: DatabaseCommand = {
  needs: "database",
  parameters: "FILE",
  summary: "Writes a backup of everything to a new file",
  options: {
    recipient: { value: "RECIPIENT", summary: "Encrypts for an age recipient, such as age1..." },
    passphrase: { value: null, summary: "Encrypts with a passphrase from the standard input" },
    "with-secrets": {
      value: null,
      summary: "Includes the secrets that the console keeps in DATA_DIR. Needs encryption",
    },
  },
  readsStandardInput: ["passphrase"],
  run: async (context, input) => {
    const { config, database } = context;
    const [name = ""] = input.parameters;
    const request: BackupRequest = {
      file: resolve(input.workingDirectory, name),
      encryption: chooseEncryption(input),
      withSecrets: input.options["with-secrets"] === true,
      signal: input.signal,
      now: new Date(),
      onProgress: ({ table, rows }) => input.report(`${countOf(rows, "row")}, now ${table}`),
    };
    const startedAtMs = performance.now();
    const { sizeBytes, rows, pausedMs } = await createBackup(context, request);
    const isBehind = (await readMigrationState(database)) === "behind";
    if (!isBehind) await recordBackup(context, "backup.create", request.now);
    const seconds = (performance.now() - startedAtMs) / 1000;
    const isEncrypted = request.encryption !== null;
    const hasSecretFiles = config.sessionSecrets === undefined || config.auditSecrets === undefined;
    const lines = [
      `${request.file}: ${countOf(rows, "row")}, ${formatMegabytes(sizeBytes)}, in ${seconds.toFixed(1)} s${isEncrypted ? ", encrypted" : ", not encrypted"}.`,
    ];
    if (database.kind === "embedded")
      lines.push(`Changes waited for ${(pausedMs / 1000).toFixed(2)} s in all.`);
    if (isBehind) {
      lines.push("The database is older than this version, so the audit log doesn't mention this backup.");
    }
    if (!hasSecretFiles) lines.push("It doesn't contain SESSION_SECRET and AUDIT_SECRET. Keep them, too.");
    else if (!request.withSecrets) {
      lines.push(
        "It doesn't contain the secrets in DATA_DIR. Keep copies of the files session-secret and audit-secret, and of those that end in -previous, too.",
      );
    }
    return { lines, data: { file: request.file, rows, sizeBytes, seconds, pausedMs, isEncrypted } };
  },
};

async function chooseOpener(input: AdminInput): Promise<Opener> {
  const { identity, passphrase } = input.options;
  if (identity !== undefined && passphrase !== undefined) {
    throw new AdminUsageError("Use either --identity or --passphrase.");
  }
  if (typeof identity === "string") {
    const file = resolve(input.workingDirectory, identity);
    const text = await readFile(file, "utf8").catch((error: unknown) => {
      throw new AdminError(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
    });
    return { identity: text };
  }
  return passphrase === undefined ? null : { passphrase: readPassphrase(input) };
}

export const restore: SettingsCommand = {
  needs: "settings",
  parameters: "FILE",
  summary: "Restores a backup into an empty database, while no console is running",
  options: {
    identity: { value: "FILE", summary: "The file with the age identity that opens the backup" },
    passphrase: { value: null, summary: "Opens the backup with a passphrase from the standard input" },
  },
  readsStandardInput: ["passphrase"],
  run: async ({ config, logger }, input) => {
    const [name = ""] = input.parameters;
    const restored = await restoreBackup({
      file: resolve(input.workingDirectory, name),
      opener: await chooseOpener(input),
      config,
      logger,
      openTarget: () => openDatabase(config, logger, input.signal),
      signal: input.signal,
      report: input.report,
    });
    return {
      lines: describeRestored(restored),
      data: {
        createdAt: restored.header.createdAt,
        version: restored.header.productVersion,
        tables: restored.manifest.tables,
        chains: restored.manifest.chains.count,
        placedSecrets: restored.placed,
        problems: restored.problems,
      },
      isFine: restored.problems.length === 0,
    };
  },
};

function describeRestored({ header, manifest, placed, problems }: RestoredBackup): string[] {
  const rows = Object.values(manifest.tables).reduce((sum, count) => sum + count, 0);
  const lines = [`Restored ${countOf(rows, "row")} as they were on ${header.createdAt}.`];
  if (placed.length > 0) lines.push(`Put into DATA_DIR: ${placed.join(", ")}.`);
  if (problems.length > 0) return [...lines, ...problems];
  return [
    ...lines,
    `The audit log is intact (${countOf(manifest.chains.count, "chain")}), and the secrets are those of the backup.`,
    "What was deleted after the backup exists again: check the keys and accounts before you start the console.",
  ];
}
