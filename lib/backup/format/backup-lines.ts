import { z } from "zod";

// A backup is text in lines, compressed with zstd and optionally encrypted with age. Lines that describe something are objects.
// Rows are arrays: the text of each column, or null. In order: header, secrets (only in encrypted backups), each table and its
// rows, manifest, and a line with the SHA-256 of all lines before it.

export const formatVersion = 1;

const migration = z.object({ name: z.string(), checksum: z.string() });

const header = z.object({
  header: z.object({
    format: z.literal("byteengine-backup"),
    formatVersion: z.int(),
    productVersion: z.string(),
    createdAt: z.iso.datetime(),
    databaseKind: z.enum(["embedded", "server"]),
    /** What was applied, oldest first. */
    migrations: z.array(migration),
    /** The fingerprints of the secrets that the console used, the signing one first. */
    secrets: z.object({ session: z.array(z.string()), audit: z.array(z.string()) }),
  }),
});

/**
 * The contents of the files in DATA_DIR in which the console keeps the secrets that it created. Those of `-previous` have one
 * secret a line.
 */
const secrets = z.object({
  secrets: z.object({
    "session-secret": z.string().optional(),
    "session-secret-previous": z.string().optional(),
    "audit-secret": z.string().optional(),
    "audit-secret-previous": z.string().optional(),
  }),
});

const table = z.object({ table: z.object({ name: z.string(), columns: z.array(z.string()).min(1) }) });

const manifest = z.object({
  manifest: z.object({
    /** How many rows each table has. */
    tables: z.record(z.string(), z.int()),
    /** The chains of the audit log, and the SHA-256 of their heads in the order of their IDs. */
    chains: z.object({ count: z.int(), sha256: z.string() }),
  }),
});

const end = z.object({ end: z.object({ sha256: z.string() }) });

export const lineSchema = z.union([header, secrets, table, manifest, end]);

export type BackupLine = z.infer<typeof lineSchema>;
export type BackupHeader = z.infer<typeof header>["header"];
export type BackupSecrets = z.infer<typeof secrets>["secrets"];
export type BackupManifest = z.infer<typeof manifest>["manifest"];

/** What a backup contains besides rows. */
export interface BackupContents {
  header: BackupHeader;
  secrets: BackupSecrets;
  manifest: BackupManifest;
}

export function writeLine(line: BackupLine): string {
  return `${JSON.stringify(line)}\n`;
}
