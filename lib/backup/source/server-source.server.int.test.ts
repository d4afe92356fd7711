import { afterAll, beforeAll, expect, test } from "vitest";
import { insertTeam } from "#e2e/support/database/fixtures.ts";
import { type BareDatabase, openBareDatabase } from "#e2e/support/database/test-database.ts";
import { writeBackupText } from "#lib/backup/create/write-rows.ts";
import type { BackupHeader } from "#lib/backup/format/backup-lines.ts";
import { applyMigrations } from "#lib/platform/db/migrations/migrations.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { openServerSource } from "./server-source.ts";

const logger = createLogger({ level: "silent" });
const header: BackupHeader = {
  format: "byteengine-backup",
  formatVersion: 1,
  productVersion: "0.1.0",
  createdAt: "2026-11-30T00:00:00.000Z",
  databaseKind: "server",
  migrations: [],
  secrets: { session: [], audit: [] },
};

let bare: BareDatabase;

beforeAll(async () => {
  bare = await openBareDatabase();
  await applyMigrations(bare.database, logger);
  await insertTeam(bare.database);
});

afterAll(() => bare.database.close());

test("a migration and writes don't wait for a backup, which doesn't see them", async () => {
  const source = await openServerSource(bare.url ?? "", logger);
  const { pool } = bare.database;
  await pool.query("SET lock_timeout = '1s'; ALTER TABLE teams ADD COLUMN added text DEFAULT 'x'");
  await insertTeam(bare.database);
  expect(await source.read("SELECT count(*)::text FROM teams")).toEqual([["1"]]);
  expect(await source.read("SELECT slug FROM teams")).toHaveLength(1);
  await source.close();
  await pool.query("ALTER TABLE teams DROP COLUMN added");
});

test("stops if a table is written again as a whole, instead of missing rows", async () => {
  const source = await openServerSource(bare.url ?? "", logger);
  const text = writeBackupText({ source, header, secrets: null, onProgress: () => {} });
  await text.next();
  await text.next();
  await bare.database.pool.query("VACUUM FULL users");
  const rest = (async () => {
    for await (const _ of text);
  })();
  await expect(rest).rejects.toThrow("The table users was written again as a whole");
  await source.close();
});
