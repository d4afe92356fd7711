import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import pg from "pg";
import { expect, test } from "vitest";
import { recordMigrations } from "#e2e/support/admin/run-admin-command.ts";
import { createTestRuntime, insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase, readServerUrl } from "#e2e/support/database/test-database.ts";
import { followChanges } from "#lib/verification/changes/follow-changes.ts";

test("without a console on this machine, a command works on the database, and other instances know before it ends", {
  timeout: 60_000,
}, async () => {
  const database = await openTestDatabase();
  await recordMigrations(database);
  const runtime = createTestRuntime(database);
  const heard: string[] = [];
  const keys = {
    ...runtime.keys,
    // As a thread that takes its time to drop a key, but less than the second that others wait for it.
    forget: async (ids: readonly string[]) => {
      await new Promise((resolve) => setTimeout(resolve, 900));
      heard.push(...ids);
    },
  };
  const following = followChanges({ database, keys, logger: runtime.logger });
  const { id } = await insertKey(database, await insertTeam(database));
  const dataDirectory = await mkdtemp(join(tmpdir(), "admin-"));
  const { PATH, NODE_ENV } = process.env;
  const child = spawn(process.execPath, ["scripts/admin.ts", "keys", "revoke", id], {
    env: {
      PATH,
      NODE_ENV,
      DATA_DIR: dataDirectory,
      DATABASE_URL: await readServerUrl(database),
      SESSION_SECRET: "s".repeat(32),
      AUDIT_SECRET: "a".repeat(32),
    },
  });
  const closed = once(child, "close");
  let heardAtAnswer: string[] = [];
  child.stdout.once("data", () => {
    heardAtAnswer = [...heard];
  });
  const output = await text(child.stdout);
  expect((await closed)[0]).toBe(0);
  expect(output).toContain(`${id} is deleted`);
  expect(heardAtAnswer).toContain(id);
  await following.stop();
  await runtime.close();
  await database.close();
  await rm(dataDirectory, { recursive: true });
});

test("with a role that may not do it, a command fails in one line", { timeout: 60_000 }, async () => {
  const database = await openTestDatabase();
  await recordMigrations(database);
  const role = `stranger_${process.pid}_${Date.now()}`;
  const administration = new pg.Client({ connectionString: await readServerUrl(database) });
  await administration.connect();
  await administration.query(`CREATE ROLE ${role} LOGIN PASSWORD 'stranger'`);
  const url = new URL(await readServerUrl(database));
  url.username = role;
  url.password = "stranger";
  const dataDirectory = await mkdtemp(join(tmpdir(), "admin-"));
  const { PATH, NODE_ENV } = process.env;
  const secrets = { SESSION_SECRET: "s".repeat(32), AUDIT_SECRET: "a".repeat(32) };
  const child = spawn(process.execPath, ["scripts/admin.ts", "users", "list"], {
    env: { PATH, NODE_ENV, DATA_DIR: dataDirectory, DATABASE_URL: url.href, ...secrets },
  });
  const closed = once(child, "close");
  const errors = await text(child.stderr);
  expect((await closed)[0]).toBe(1);
  expect(errors).toContain("permission denied");
  expect(errors.trim().split("\n")).toHaveLength(1);
  await administration.query(`DROP ROLE ${role}`);
  await administration.end();
  await database.close();
  await rm(dataDirectory, { recursive: true });
});
