import { afterAll, beforeAll, expect, test } from "vitest";
import { recordMigrations, runAdminCommand } from "#e2e/support/admin/run-admin-command.ts";
import { createTestRuntime, insertKey, insertTeam, insertUser } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp, insertAppToken } from "#e2e/support/oauth/apps.ts";
import { createId } from "#lib/domain/common/ids.ts";
import {
  createAccessToken,
  createAppSecret,
  createProvisioningToken,
  createSecret,
  hashSecret,
} from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
  await recordMigrations(database);
  runtime = createTestRuntime(database, { keyImportPrefixes: ["acme_"] });
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

const run = (...words: string[]) => runAdminCommand(runtime, words);
const find = (standardInput: string) => runAdminCommand(runtime, ["keys", "find"], { standardInput });

async function listEvents(chainId: string) {
  const events = await database.prisma.auditEvent.findMany({
    where: { chainId, actorId: "admin-command" },
    orderBy: { seq: "asc" },
  });
  return events.map(({ action, targetId, changes }) => ({ action, targetId, changes }));
}

test("shows a key by its ID, without its secret", async () => {
  const team = await insertTeam(database);
  const { id, secret } = await insertKey(database, team, { name: "Nightly build" });
  const answer = await run("keys", "show", id);
  expect(answer).toMatchObject({
    exitCode: 0,
    data: { id, name: "Nightly build", team: { slug: team.slug } },
  });
  expect(JSON.stringify(answer)).not.toContain(secret);
  await database.prisma.team.update({ where: { id: team.id }, data: { suspendedAt: new Date() } });
  expect((await run("keys", "show", id)).lines.join("\n")).toContain("rejected: its team is suspended");
});

test.each([["show"], ["revoke"]])(
  "keys %s says that there is no such key, and how it is used",
  async (verb) => {
    const answer = await run("keys", verb, createId("key"));
    expect(answer.exitCode).toBe(1);
    expect(answer.lines.join("\n")).toContain("There is no key with the ID");
    expect((await run("keys", verb)).exitCode).toBe(2);
  },
);

test("finds keys by a part of their hint or name, as people see and type it", async () => {
  const team = await insertTeam(database);
  const { id, secret } = await insertKey(database, team, { name: "Quarterly report" });
  const [start, end] = [secret.slice(0, 9), secret.slice(-4)];
  for (const text of [start, `${start}…${end}`, `${start}...${end}`, "quarterly", id]) {
    expect((await run("keys", "find", text)).data, text).toMatchObject([{ id }]);
  }
  expect(await run("keys", "find", "no such key")).toMatchObject({ exitCode: 0, data: [] });
});

test("a secret as a parameter is refused, with what to do now", async () => {
  const { secret } = await insertKey(database, await insertTeam(database));
  for (const words of [
    ["keys", "find", secret],
    ["keys", "show", secret],
    ["keys", "revoke", secret],
  ]) {
    const answer = await run(...words);
    expect(answer.exitCode).toBe(2);
    expect(answer.lines.join("\n")).toContain("Rotate the key");
    expect(answer.lines.join("\n")).not.toContain(secret);
  }
});

test("finds the key of a secret from the standard input, and records it", async () => {
  const team = await insertTeam(database);
  const { id, secret } = await insertKey(database, team);
  const answer = await find(secret);
  expect(answer).toMatchObject({ exitCode: 0, data: { id } });
  expect(answer.lines.at(-1)).toContain(`keys revoke ${id}`);
  expect((await listEvents("instance")).at(-1)).toEqual({
    action: "key.look_up",
    targetId: id,
    changes: { team: team.id },
  });
  // A secret that has ended still belongs to its key.
  const former = createSecret();
  await database.prisma.keySecret.create({
    data: {
      id: createId("secret"),
      keyId: id,
      hash: new Uint8Array(hashSecret(former)),
      hint: "be_former…aaaa",
      endsAt: new Date(0),
    },
  });
  expect(await find(`  ${former}`)).toMatchObject({ exitCode: 0, data: { id } });
});

test("finds a secret of another format, if a key has it", async () => {
  const team = await insertTeam(database);
  const { id } = await insertKey(database, team);
  const imported = "acme_live_1234567890";
  const hash = new Uint8Array(hashSecret(imported));
  await database.prisma.keySecret.create({
    data: { id: createId("secret"), keyId: id, hash, hint: "acme_live…7890" },
  });
  expect(await find(imported)).toMatchObject({ exitCode: 0, data: { id } });
});

test("finds a directory's token", async () => {
  const creator = await insertUser(database);
  const token = createProvisioningToken();
  await database.prisma.provisioningToken.create({
    data: {
      id: createId("provisioningToken"),
      name: "Okta",
      tokenHash: new Uint8Array(hashSecret(token)),
      hint: "be_scim_…",
      createdById: creator.id,
      createdAt: new Date(),
    },
  });
  expect((await find(token)).lines.join("\n")).toContain("Okta");
  expect(await find(createProvisioningToken())).toMatchObject({ exitCode: 1 });
});

test("finds the app of a client secret or a token, and records it", async () => {
  const team = await insertTeam(database);
  const app = await insertApp(database, team, { name: "Nightly reports" });
  const token = await insertAppToken(database, app);
  for (const [text, kind] of [
    [app.secret, "secret"],
    [token, "token"],
  ] as const) {
    const answer = await find(text);
    expect(answer).toMatchObject({
      exitCode: 0,
      data: { appId: app.id, teamId: team.id, kind, status: "active" },
    });
    expect(answer.lines.join("\n")).toContain("Nightly reports");
    expect(answer.lines.at(-1)).toContain("has leaked");
    expect(JSON.stringify(answer)).not.toContain(text);
    expect((await listEvents("instance")).at(-1)).toEqual({
      action: "app.look_up",
      targetId: app.id,
      changes: { team: team.id },
    });
  }
  const { prisma } = database;
  await prisma.app.update({ where: { id: app.id }, data: { disabledAt: new Date() } });
  expect(await find(token)).toMatchObject({ data: { status: "disabled" } });
  await prisma.appSecret.update({ where: { id: app.secretId }, data: { endsAt: new Date(0) } });
  for (const text of [app.secret, token]) {
    expect((await find(text)).lines.at(-1), text).toContain("It has ended");
  }
});

test("says when a token from an assertion ended with the app's public keys", async () => {
  const app = await insertApp(database, await insertTeam(database), { tokensEndedAt: new Date() });
  const token = await insertAppToken(database, app, { secretId: null, createdAt: new Date(0) });
  expect((await find(token)).lines.at(-1)).toContain("It has ended");
});

test.each([
  ["an unknown client secret", createAppSecret(), "client secret"],
  ["an unknown token", createAccessToken(), "access token"],
  ["a token with a typo", `${createAccessToken().slice(0, -1)}!`, "Copy it again"],
  ["a secret of another installation", createSecret(), "another installation"],
  ["a secret with a typo", `${createSecret().slice(0, -1)}!`, "Copy it again"],
  ["an imported secret that is unknown", "acme_live_unknown", "Starts with acme_"],
  ["any other text", "hunter2", "start with be_"],
])("says what %s is", async (_, text, words) => {
  const answer = await find(text);
  expect(answer.exitCode).toBe(1);
  expect(answer.lines.join("\n")).toContain(words);
  expect(answer.lines.join("\n")).not.toContain(text);
});

test("an empty standard input is a mistake in typing", async () => {
  expect((await find("")).exitCode).toBe(2);
  expect((await run("keys", "find", " ")).exitCode).toBe(2);
});

test("revokes a key of any team, once, with its reason", async () => {
  const team = await insertTeam(database);
  const { id } = await insertKey(database, team, { name: "Leaked" });
  expect(await run("keys", "revoke", id, "--reason", "In a public log")).toMatchObject({
    exitCode: 0,
    data: { hasChanged: true },
  });
  expect(await run("keys", "revoke", id)).toMatchObject({ exitCode: 0, data: { hasChanged: false } });
  expect(await database.prisma.apiKey.findUniqueOrThrow({ where: { id } })).toMatchObject({
    revokedAt: expect.any(Date),
  });
  expect(await listEvents(team.id)).toEqual([
    { action: "key.delete", targetId: id, changes: { name: "Leaked", reason: "In a public log" } },
  ]);
  expect(await database.prisma.invalidation.count({ where: { subjectId: id } })).toBe(1);
});

test("revokes all keys of a team in steps, and none of others", async () => {
  const team = await insertTeam(database);
  const other = await insertKey(database, await insertTeam(database));
  const [first] = await Promise.all([
    insertKey(database, team),
    insertKey(database, team, { disabledAt: new Date() }),
    insertKey(database, team, { revokedAt: new Date(0) }),
  ]);
  const template = await database.prisma.apiKey.findUniqueOrThrow({ where: { id: first.id } });
  const { metadata, ...rest } = template;
  await database.prisma.apiKey.createMany({
    data: Array.from({ length: 600 }, () => ({ ...rest, metadata: metadata ?? {}, id: createId("key") })),
  });

  const unconfirmed = await run("revoke-team-keys", team.slug);
  expect(unconfirmed.exitCode).toBe(2);
  expect(unconfirmed.lines.join("\n")).toContain("--yes");
  const progress: string[] = [];
  const report = (line: string) => void progress.push(line);
  const answer = await runAdminCommand(runtime, ["revoke-team-keys", team.slug, "--yes"], { report });
  expect(answer).toMatchObject({ exitCode: 0, data: { revokedKeys: 602 } });
  expect(progress).toEqual(["500 keys deleted so far", "602 keys deleted so far"]);
  expect(await database.prisma.apiKey.count({ where: { teamId: team.id, revokedAt: null } })).toBe(0);
  expect(await database.prisma.apiKey.count({ where: { id: other.id, revokedAt: null } })).toBe(1);
  const events = await listEvents(team.id);
  expect(events.map(({ action }) => action)).toEqual(["team.revoke_keys", "team.revoke_keys"]);
  expect((await listEvents("instance")).slice(-2)).toEqual(events);
  expect(await run("revoke-team-keys", team.slug, "--yes")).toMatchObject({
    exitCode: 0,
    data: { revokedKeys: 0 },
  });
});

test("an interrupted revocation keeps what it has done, and can be run again", async () => {
  const team = await insertTeam(database);
  await insertKey(database, team);
  const interruption = new AbortController();
  interruption.abort();
  const words = ["revoke-team-keys", team.slug, "--yes"];
  const answer = await runAdminCommand(runtime, words, { signal: interruption.signal });
  expect(answer).toEqual({ lines: ["The command was interrupted."], exitCode: 1 });
  expect(await run(...words)).toMatchObject({ data: { revokedKeys: 1 } });
});

test("also disables the team's apps, and says how many", async () => {
  const team = await insertTeam(database);
  const active = [await insertApp(database, team), await insertApp(database, team)];
  const earlier = await insertApp(database, team, { disabledAt: new Date(0) });
  const deleted = await insertApp(database, team, { deletedAt: new Date(0) });
  const other = await insertApp(database, await insertTeam(database));
  const words = ["revoke-team-keys", team.slug, "--yes", "--reason", "Leaked"];
  const answer = await run(...words);
  expect(answer).toMatchObject({ exitCode: 0, data: { revokedKeys: 0, disabledApps: 2 } });
  expect(answer.lines[0]).toBe(`${team.slug}: 0 keys deleted, 2 apps disabled.`);
  const { prisma } = database;
  const rows = await prisma.app.findMany({ where: { teamId: team.id, disabledAt: { gt: new Date(0) } } });
  expect(rows.map(({ id }) => id).sort()).toEqual(active.map(({ id }) => id).sort());
  for (const { id } of [deleted, other]) {
    expect(await prisma.app.findUniqueOrThrow({ where: { id } })).toMatchObject({ disabledAt: null });
  }
  expect(await prisma.app.findUniqueOrThrow({ where: { id: earlier.id } })).toMatchObject({
    disabledAt: new Date(0),
  });
  const changes = { disabledApps: active.map(({ id }) => id).sort(), reason: "Leaked" };
  const event = { action: "team.disable_apps", targetId: team.id, changes };
  expect(await listEvents(team.id)).toEqual([event]);
  expect((await listEvents("instance")).at(-1)).toEqual(event);
  expect(await prisma.invalidation.count({ where: { kind: "team", subjectId: team.id } })).toBe(1);
  expect(await run(...words)).toMatchObject({ data: { revokedKeys: 0, disabledApps: 0 } });
});

test("says that there is no such team", async () => {
  expect((await run("revoke-team-keys", "nothing", "--yes")).exitCode).toBe(1);
});
