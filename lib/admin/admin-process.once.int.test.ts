import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordMigrations } from "#e2e/support/admin/run-admin-command.ts";
import { createTestRuntime, insertKey, insertTeam, insertUser } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { openAdminChannel } from "./admin-channel.ts";

let database: Database;
let runtime: Runtime;
let dataDirectory: string;
let channel: { close: () => Promise<void> };

beforeAll(async () => {
  database = await openTestDatabase();
  await recordMigrations(database);
  dataDirectory = await mkdtemp(join(tmpdir(), "admin-"));
  runtime = createTestRuntime(database, { dataDirectory });
  channel = await openAdminChannel(runtime);
});

afterAll(async () => {
  await channel.close();
  await runtime.close();
  await database.close();
  await rm(dataDirectory, { recursive: true });
});

interface RunOptions {
  directory?: string;
  input?: string;
  environment?: Readonly<Record<string, string>>;
  uid?: number | undefined;
}

/** Runs the command line as the operator does, in a process of its own. */
async function run(
  words: string[],
  { directory = dataDirectory, input = "", environment = {}, uid }: RunOptions = {},
) {
  const { PATH, NODE_ENV } = process.env;
  const child = spawn(process.execPath, ["scripts/admin.ts", ...words], {
    env: { PATH, NODE_ENV, DATA_DIR: directory, ...environment },
    uid,
  });
  child.stdin.end(input);
  const closed = once(child, "close");
  const [output, errors] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await closed;
  return { code, output, errors };
}

test("runs a command in the running console, and prints text or JSON", { timeout: 60_000 }, async () => {
  const person = await insertUser(database);
  expect(await run(["make-owner", person.email])).toEqual({
    code: 0,
    output: `${person.email} is an administrator of this console.\n`,
    errors: "",
  });
  const shown = await run(["users", "show", person.email, "--json"]);
  expect(JSON.parse(shown.output)).toMatchObject({ id: person.id, isInstanceOwner: true });
  const refused = await run(["remove-owner", person.email]);
  expect(refused).toMatchObject({ code: 1, output: "" });
  expect(refused.errors).toContain("last active administrator");
});

test("says so when another user's console can't be reached", { timeout: 60_000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), "other-"));
  await chmod(directory, 0o000);
  // Root can open every folder.
  const uid = process.getuid?.() === 0 ? 65_534 : undefined;
  const failed = await run(["users", "list"], { directory, uid });
  expect(failed).toMatchObject({ code: 1, output: "" });
  expect(failed.errors).toContain("Use the console's user");
  await rm(directory, { recursive: true });
});

test("reads a secret from the standard input, but not for a search by text", {
  timeout: 60_000,
}, async () => {
  const { id, secret } = await insertKey(database, await insertTeam(database));
  expect(JSON.parse((await run(["keys", "find", "--json"], { input: `${secret}\n` })).output)).toMatchObject({
    id,
  });
  expect((await run(["keys", "find", id])).output).toContain(id);
});

test("prints progress and errors beside the answer, and exits with 2 for a mistake in typing", {
  timeout: 60_000,
}, async () => {
  const team = await insertTeam(database);
  await insertKey(database, team);
  expect(await run(["revoke-team-keys", team.slug])).toMatchObject({ code: 2, output: "" });
  const revoked = await run(["revoke-team-keys", team.slug, "--yes", "--json"]);
  expect(revoked).toMatchObject({ code: 0, errors: "1 key deleted so far\n" });
  expect(JSON.parse(revoked.output)).toMatchObject({ revokedKeys: 1 });
  expect((await run(["what"])).code).toBe(2);
  expect((await run([])).output).toContain("Usage: npm run admin");
});

test("without console and database, doctor says what is missing, and other commands fail in one line", {
  timeout: 60_000,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), "empty-"));
  const examined = await run(["doctor", "--json"], { directory });
  expect(examined.code).toBe(1);
  const { checks } = JSON.parse(examined.output);
  expect(checks).toContainEqual(
    expect.objectContaining({
      name: "Database",
      state: "problem",
      text: expect.stringContaining("DATA_DIR"),
    }),
  );
  const away = {
    DATABASE_URL: "postgresql://nobody:hidden@127.0.0.1:1/none",
    SESSION_SECRET: "s".repeat(32),
    AUDIT_SECRET: "a".repeat(32),
  };
  const unreachable = await run(["status"], { directory, environment: away });
  expect(unreachable.code).toBe(1);
  expect(unreachable.output).toContain("refuses connections");
  expect(unreachable.output).not.toContain("hidden");
  const failed = await run(["users", "list"], { directory });
  expect(failed).toMatchObject({ code: 1, output: "" });
  expect(failed.errors.trim().split("\n")).toHaveLength(1);
  await rm(directory, { recursive: true });
});
