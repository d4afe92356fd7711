import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { recordMigrations, runAdminCommand } from "#e2e/support/admin/run-admin-command.ts";
import { createContext, createTestRuntime, insertUser } from "#e2e/support/database/fixtures.ts";
import { insertSecondFactor } from "#e2e/support/database/second-factor.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { startMailServer } from "#e2e/support/servers/mail-server.ts";
import { runWithoutDatabase } from "#lib/admin/run-command.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
  await recordMigrations(database);
  runtime = createTestRuntime(database, { dataDirectory: tmpdir() });
  const owner = await insertUser(database, { isInstanceOwner: true });
  await insertSecondFactor(database, runtime, owner.id);
  const ctx = createContext(runtime, { type: "system", name: "test" });
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: null,
      action: "mail.test",
      target: { type: "user", id: owner.id },
      changes: {},
    }),
  );
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

interface Answer {
  checks: { name: string; state: string; text: string }[];
}

/** What `doctor` says with these settings, by the name of the check. */
async function examine(settings: Partial<Config> = {}, secrets = runtime.secrets) {
  const changed = { ...runtime, config: { ...runtime.config, ...settings }, secrets };
  const answer = await runAdminCommand(changed, ["doctor"]);
  const { checks } = answer.data as Answer;
  const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]));
  return { ...answer, states, text: answer.lines.join("\n") };
}

test("without a running console, checks all that the command line can, and shows every setting", async () => {
  const { exitCode, states, text } = await examine();
  expect(exitCode).toBe(0);
  expect(states).toMatchObject({
    Console: "warning",
    Database: "ok",
    Migrations: "ok",
    Disk: "ok",
    Clock: "ok",
    AUDIT_SECRET: "ok",
    SESSION_SECRET: "ok",
    Administrators: "ok",
    Pages: "unknown",
    Threads: "unknown",
    Proxies: "unknown",
    Redis: "ok",
    Mail: "ok",
    "Emails waiting": "ok",
    Backups: "unknown",
  });
  expect(states["Database role"]).toBe(database.kind === "server" ? "ok" : undefined);
  expect(text).toContain("TRUST_PROXY");
  for (const secret of [...runtime.secrets.session, ...runtime.secrets.audit]) {
    expect(text).not.toContain(secret);
  }
});

test("says whether the last scheduled backup is late or failed", async () => {
  const scheduledBackups = { directory: "/backups", everyHours: 24, keep: 14, recipient: undefined };
  const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
  const record = (fields: { lastSuccessAt: Date; lastFailureAt: Date | null; lastError: string | null }) =>
    database.prisma.backupSchedule.upsert({
      where: { id: "schedule" },
      create: { id: "schedule", ...fields },
      update: fields,
    });
  await record({ lastSuccessAt: daysAgo(1), lastFailureAt: daysAgo(2), lastError: "earlier" });
  expect((await examine({ scheduledBackups })).states.Backups).toBe("ok");
  await record({ lastSuccessAt: daysAgo(5), lastFailureAt: null, lastError: null });
  expect(await examine({ scheduledBackups })).toMatchObject({ exitCode: 0, states: { Backups: "warning" } });
  await record({ lastSuccessAt: daysAgo(1), lastFailureAt: daysAgo(0), lastError: "the disk is full" });
  expect((await examine({ scheduledBackups })).text).toContain("failed: the disk is full");
  await database.prisma.backupSchedule.deleteMany();
});

test("status shows only what needs attention", async () => {
  const { lines, exitCode } = await runAdminCommand(runtime, ["status"]);
  expect(exitCode).toBe(0);
  expect(lines.join("\n")).toMatch(/^warning +Console/);
  expect(lines.join("\n")).not.toMatch(/^ok /m);
  expect(lines.join("\n")).not.toContain("TRUST_PROXY");
});

test("recognizes secrets that this database was not used with", async () => {
  const strangers = { session: ["x".repeat(32)], audit: ["y".repeat(32)] };
  const { exitCode, states } = await examine({}, strangers);
  expect(exitCode).toBe(1);
  expect(states).toMatchObject({ AUDIT_SECRET: "problem", SESSION_SECRET: "problem" });
  const rotated = {
    session: [...strangers.session, ...runtime.secrets.session],
    audit: [...strangers.audit, ...runtime.secrets.audit],
  };
  expect((await examine({}, rotated)).states).toMatchObject({
    AUDIT_SECRET: "ok",
    SESSION_SECRET: "warning",
  });
});

test("what the settings name and nobody answers at is a problem", async () => {
  const oidc = {
    issuer: "http://127.0.0.1:1",
    clientId: "console",
    clientSecret: "secret",
    name: "Our directory",
    scopes: "openid",
    groupsClaim: "groups",
  };
  const { exitCode, states, text } = await examine({
    redisUrl: "redis://:hidden@127.0.0.1:1",
    smtpUrl: "smtp://user:hidden@127.0.0.1:1",
    providers: { github: undefined, google: undefined, oidc },
  });
  expect(exitCode).toBe(1);
  expect(states).toMatchObject({ Redis: "problem", Mail: "problem", "Our directory": "problem" });
  expect(text).not.toContain("hidden");
});

test("a mail server is asked without sending anything", async () => {
  const server = await startMailServer();
  onTestFinished(() => server.close());
  const { states } = await examine({ smtpUrl: server.url, publicOrigin: "https://console.example.com" });
  expect(states.Mail).toBe("ok");
});

test("an OpenID provider that calls itself otherwise is a problem", async () => {
  const server = createServer((_, response) => response.end('{"issuer":"https://elsewhere.example.com"}'));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const issuer = `http://127.0.0.1:${Object(server.address()).port}`;
  const oidc = {
    issuer,
    clientId: "c",
    clientSecret: "s",
    name: "IdP",
    scopes: "openid",
    groupsClaim: "groups",
  };
  const { states, text } = await examine({ providers: { github: undefined, google: undefined, oidc } });
  expect(states.IdP).toBe("problem");
  expect(text).toContain("It calls itself https://elsewhere.example.com");
});

test("says what it can without the database", async () => {
  const call = {
    standardInput: "",
    workingDirectory: ".",
    signal: new AbortController().signal,
    report: () => {},
  };
  const answer = await runWithoutDatabase(runtime, ["doctor"], call, "The database refuses connections.");
  expect(answer).toMatchObject({ exitCode: 1 });
  const text = answer?.lines.join("\n");
  expect(text).toMatch(/^problem +Database +The database refuses connections\.$/m);
  expect(text).toMatch(/^unknown +Migrations/m);
  expect(text).toMatch(/^ok +Disk/m);
  expect(await runWithoutDatabase(runtime, ["users", "list"], call, "away")).toBeNull();
});

test.each(["ftp://example.com", "console", ""])("--url %j is a mistake in typing", async (url) => {
  expect((await runAdminCommand(runtime, ["doctor", "--url", url])).exitCode).toBe(2);
});
