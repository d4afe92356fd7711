import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPlaces, openMigrated, type Place, type Places } from "#e2e/support/backup/backup-places.ts";
import { runBackup, runRestore } from "#e2e/support/backup/run-backup-command.ts";
import { createTestRuntime } from "#e2e/support/database/fixtures.ts";
import { createSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import { applyMigrations, readMigrationState } from "#lib/platform/db/migrations/migrations.ts";
import { openDatabase } from "#lib/platform/db/open/open-database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import { answerAuth } from "#lib/verification/answer/answer-auth.ts";

const logger = createLogger({ level: "silent" });
const secret = createSecret();
/** The previous release's, as in lib/platform/db/migrations/upgrade.both.int.test.ts. */
const only = new Set(["20261123124620_initial", "20261123153610_list_indexes", "20261123182627_usage_days"]);

let places: Places;
let source: Place;
let file: string;

beforeAll(async () => {
  places = await createPlaces();
  source = await (places.createOnServer ?? places.createEmbedded)();
  const database = await openDatabase(source.config, logger);
  await applyMigrations(database, logger, { only });
  const data = await readFile("e2e/support/database/previous-release.sql", "utf8");
  await database.pool.query(data.replace("HASH", Buffer.from(hashSecret(secret)).toString("hex")));
  file = join(source.config.dataDirectory, "backup");
  const runtime = createTestRuntime(database, source.config);
  await runBackup(runtime, file);
  await runtime.close();
  await database.close();
});

afterAll(async () => {
  await source.remove();
});

test("a backup of the previous release is restored, migrated, and its key verifies", async () => {
  const target = await places.createEmbedded({
    SESSION_SECRET: "s".repeat(32),
    AUDIT_SECRET: "a".repeat(32),
  });
  expect(await runRestore(target.config, file)).toMatchObject({ isFine: true });
  const database = await openDatabase(target.config, logger);
  expect(await readMigrationState(database)).toBe("current");
  // Migrations have changed the restored rows, too.
  const environments = await database.prisma.environment.findMany({ select: { allowsTeamManagement: true } });
  expect(environments).toContainEqual({ allowsTeamManagement: true });
  const runtime = createTestRuntime(database);
  const answer = await answerAuth(runtime, {
    path: "",
    search: "?team=team_old",
    authorization: `Bearer ${secret}`,
    apiKey: null,
    address: "203.0.113.9",
    requestId: "req_test",
    transportProblem: null,
  });
  expect(answer.status).toBe(200);
  await runtime.close();
  await database.close();
  await target.remove();
});

test("it is not loaded into tables that are newer", async () => {
  const target = await (places.createOnServer ?? places.createEmbedded)();
  await (await openMigrated(target)).close();
  await expect(runRestore(target.config, file)).rejects.toThrow("newer than the backup");
  await target.remove();
});
