import { readdir, readFile, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateIdentity, identityToRecipient } from "age-encryption";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPlaces, openMigrated, type Place, type Places } from "#e2e/support/backup/backup-places.ts";
import { runBackup, runRestore } from "#e2e/support/backup/run-backup-command.ts";
import {
  createContext,
  createTestRuntime,
  insertKey,
  insertRequest,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { insertGrant, insertOpenServer, insertPersonLink } from "#e2e/support/launch/grants.ts";
import { insertAppToken, insertDeveloperApp, type TestApp } from "#e2e/support/oauth/apps.ts";
import { insertAppRule, insertTrustedIssuer } from "#e2e/support/oauth/federation.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { loadInstanceSecrets } from "#lib/platform/runtime/instance-secrets.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { consumeSubjectToken } from "#lib/services/federation/exchange/consume-subject-token.ts";
import { findClientApp } from "#lib/services/oauth/find-client-app.ts";
import { issueToken } from "#lib/services/oauth/issue-token.ts";
import { findSigningKey } from "#lib/services/oauth/signing-keys/find-signing-key.ts";
import { answerAuth } from "#lib/verification/answer/answer-auth.ts";

let places: Places;
let source: Place;
let database: Database;
let runtime: Runtime;
let team: TestTeam;
let key: Awaited<ReturnType<typeof insertKey>>;
let app: TestApp;
let token: string;
let fileNumber = 0;

function createPlace(settings?: Record<string, string>): Promise<Place> {
  return (places.createOnServer ?? places.createEmbedded)(settings);
}

/** A name for a new backup. */
function chooseFile(): string {
  fileNumber += 1;
  return join(source.config.dataDirectory, `backup-${fileNumber}`);
}

async function writeEvent(position: number): Promise<void> {
  const ctx = createContext(runtime, await userActorOf(database, team, team.owner.id));
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, {
      teamId: team.id,
      action: "key.create",
      target: { type: "key", id: `key_${position}` },
      changes: { position, metadata: { z: 1.5, a: [true, null, "ü\n\\ \" '"] } },
    }),
  );
}

beforeAll(async () => {
  places = await createPlaces();
  source = await createPlace();
  database = await openMigrated(source);
  const secrets = await loadInstanceSecrets(source.config);
  runtime = { ...createTestRuntime(database, source.config), secrets };
  team = await insertTeam(database, { name: 'Ünïcode "quoted" \\ team\n' });
  key = await insertKey(database, team, {
    permissions: ['a"b', "c\\d", "NULL", ""],
    metadata: { nested: { deep: [null, 1e21, "\u2028"] } },
    inheritsPermissions: true,
  });
  app = await insertDeveloperApp(database, team);
  token = await insertAppToken(database, app);
  const issuerId = await insertTrustedIssuer(database, team);
  await insertAppRule(database, { appId: app.id, issuerId });
  const server = await insertOpenServer(database, team);
  await insertGrant(database, { app, server, userId: team.owner.id });
  await insertPersonLink(database, { server, userId: team.owner.id, reference: "Practitioner/1" });
  await consumeSubjectToken(database, { issuerId, jti: "one", expiresAt: new Date(Date.now() + 3_600_000) });
  await findSigningKey(runtime, new Date());
  await insertRequest(database, { teamId: team.id, keyId: key.id });
  for (let position = 0; position < 20; position++) await writeEvent(position);
});

afterAll(async () => {
  await runtime.close();
  await database.close();
  await source.remove();
});

async function verifies({ config }: Place, secret: string): Promise<number> {
  const restored = await openMigrated({ config, remove: async () => {} });
  const other = createTestRuntime(restored);
  const answer = await answerAuth(other, {
    path: "",
    search: `?team=${team.id}`,
    authorization: `Bearer ${secret}`,
    apiKey: null,
    address: "203.0.113.9",
    requestId: "req_test",
    transportProblem: null,
  });
  await other.close();
  await restored.close();
  return answer.status;
}

/** Every row of a table, as text. */
async function readAll({ pool }: Database, table: string): Promise<string[]> {
  const { rows } = await pool.query<{ line: string }>(
    `SELECT "${table}"::text AS line FROM "${table}" ORDER BY "${table}"::text`,
  );
  // The commands themselves are events in the console's own log.
  return rows.map(({ line }) => line).filter((line) => !/[(,]instance,/.test(line));
}

/** A token that the app gets elsewhere, with the secret from before. */
async function requestToken({ config }: Place): Promise<string> {
  const restored = await openMigrated({ config, remove: async () => {} });
  const other = { ...createTestRuntime(restored), secrets: runtime.secrets };
  const now = new Date();
  const found = await findClientApp(restored, app.id, { address: "203.0.113.9", now });
  const { scopes = [], secrets = [], ...rest } = found ?? expect.fail("the app is gone");
  expect(secrets.map(({ id }) => id)).toEqual([app.secretId]);
  const request = { app: { ...rest }, secretId: app.secretId, scopes, now, format: "opaque" } as const;
  const issued = await issueToken(other, request);
  // The key that signs is readable, so services that check tokens by themselves notice nothing.
  expect((await findSigningKey(other, now)).id).toBe((await findSigningKey(runtime, now)).id);
  await other.close();
  await restored.close();
  return issued?.token ?? expect.fail("the app got no token");
}

test("a backup contains every row exactly as it is, and its keys verify elsewhere", async () => {
  const file = chooseFile();
  const written = await runBackup(runtime, file);
  expect(written.data).toMatchObject({ file, isEncrypted: false });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await database.prisma.auditEvent.count({ where: { action: "backup.create" } })).toBe(1);
  for (const create of [places.createEmbedded, places.createOnServer]) {
    if (create === null) continue;
    const target = await create({
      SESSION_SECRET: runtime.secrets.session.join(","),
      AUDIT_SECRET: runtime.secrets.audit.join(","),
    });
    const restored = await runRestore(target.config, file);
    expect(restored).toMatchObject({ isFine: true, data: { problems: [], chains: 1 } });
    const copy = await openMigrated(target);
    for (const table of [
      "users",
      "teams",
      "api_keys",
      "key_secrets",
      "apps",
      "app_secrets",
      "signing_keys",
      "trusted_issuers",
      "app_rules",
      "app_grants",
      "fhir_person_links",
      // Issuers' tokens can live for a day, and must count only once on the other database, too.
      "exchanged_tokens",
      "audit_events",
      "audit_heads",
      "request_log",
    ]) {
      const rows = await readAll(copy, table);
      expect(rows).toEqual(await readAll(database, table));
      expect(rows, table).not.toEqual([]);
    }
    const recorded = await copy.prisma.auditEvent.findMany({ where: { chainId: "instance" } });
    expect(recorded.map(({ action }) => action)).toEqual(["backup.restore"]);
    await copy.close();
    expect(await verifies(target, key.secret)).toBe(200);
    expect(await verifies(target, await requestToken(target))).toBe(200);
    expect(await verifies(target, token)).toBe(401);
    await expect(runRestore(target.config, file)).rejects.toThrow("The database is not empty");
    await target.remove();
  }
});

test("refuses a file that exists, and leaves nothing of an interrupted backup", async () => {
  const file = chooseFile();
  await writeFile(file, "mine");
  await expect(runBackup(runtime, file)).rejects.toThrow("already exists");
  expect(await readFile(file, "utf8")).toBe("mine");
  const stopping = new AbortController();
  setTimeout(() => stopping.abort(), 20);
  await expect(runBackup(runtime, chooseFile(), { signal: stopping.signal })).rejects.toThrow(
    /interrupted|aborted/,
  );
  const left = (await readdir(source.config.dataDirectory)).filter(
    (name) => name.includes("partial") || name.includes("-copy-"),
  );
  expect(left).toEqual([]);
});

test("a backup for an age recipient opens only with its identity, and can carry the secrets", async () => {
  const file = chooseFile();
  const identity = await generateIdentity();
  const recipient = await identityToRecipient(identity);
  await expect(runBackup(runtime, file, { options: { recipient: "age1wrong" } })).rejects.toThrow(
    "not an age recipient",
  );
  await expect(runBackup(runtime, file, { options: { "with-secrets": true } })).rejects.toThrow(
    "only put into an encrypted backup",
  );
  await runBackup(runtime, file, { options: { recipient, "with-secrets": true } });
  const target = await createPlace();
  await expect(runRestore(target.config, file)).rejects.toThrow("The backup is encrypted");
  const wrong = join(target.config.dataDirectory, "wrong");
  await writeFile(wrong, await generateIdentity());
  await expect(runRestore(target.config, file, { options: { identity: wrong } })).rejects.toThrow(
    "doesn't open this backup",
  );
  const right = join(target.config.dataDirectory, "right");
  await writeFile(right, `# created: today\n${identity}\n`);
  const restored = await runRestore(target.config, file, { options: { identity: right } });
  expect(restored).toMatchObject({ isFine: true, data: { problems: [] } });
  if (target.config.databaseUrl === undefined) {
    expect(restored.data).toMatchObject({ placedSecrets: ["session-secret", "audit-secret"] });
    expect(await loadInstanceSecrets(target.config)).toEqual(runtime.secrets);
  }
  await target.remove();
});

test("a passphrase opens it, and a wrong one doesn't", async () => {
  const file = chooseFile();
  const options = { passphrase: true } as const;
  await expect(runBackup(runtime, file, { options, standardInput: "short" })).rejects.toThrow("at least 12");
  await runBackup(runtime, file, { options, standardInput: "correct horse battery" });
  const target = await createPlace({ AUDIT_SECRET: "b".repeat(32) });
  await expect(
    runRestore(target.config, file, { options, standardInput: "wrong horse battery" }),
  ).rejects.toThrow("doesn't open this backup");
  const restored = await runRestore(target.config, file, { options, standardInput: "correct horse battery" });
  expect(restored.isFine).toBe(false);
  expect(restored.lines.join("\n")).toContain("AUDIT_SECRET is not the one of the backup");
  await target.remove();
});

test("nothing is written if any byte is flipped or the file is cut anywhere", async () => {
  const plain = chooseFile();
  const encrypted = chooseFile();
  const identity = await generateIdentity();
  await runBackup(runtime, plain);
  await runBackup(runtime, encrypted, { options: { recipient: await identityToRecipient(identity) } });
  const target = await createPlace();
  const identityFile = join(target.config.dataDirectory, "identity");
  await writeFile(identityFile, identity);
  const damaged = join(target.config.dataDirectory, "damaged");
  for (const file of [plain, encrypted]) {
    const options: Record<string, string> = file === encrypted ? { identity: identityFile } : {};
    const bytes = await readFile(file);
    for (let step = 0; step < 6; step++) {
      const at = Math.floor(((step + Math.random()) / 6) * bytes.length);
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (step % 8));
      await writeFile(damaged, flipped);
      await expect(runRestore(target.config, damaged, { options }), `byte ${at}`).rejects.toThrow(
        /damaged|encrypted|newer version|doesn't open/,
      );
      await writeFile(damaged, bytes);
      await truncate(damaged, at);
      await expect(runRestore(target.config, damaged, { options }), `cut at ${at}`).rejects.toThrow(
        /damaged|encrypted|doesn't open/,
      );
    }
  }
  const untouched = await openMigrated(target);
  expect(await untouched.prisma.user.count()).toBe(0);
  await untouched.close();
  await target.remove();
});
