import { mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createPlaces, openMigrated, type Place, type Places } from "#e2e/support/backup/backup-places.ts";
import { runBackup, runRestore } from "#e2e/support/backup/run-backup-command.ts";
import { createContext, createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { loadInstanceSecrets, rotateSecretFile } from "#lib/platform/runtime/instance-secrets.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { verifyChain } from "#lib/services/audit/verify.ts";
import { acceptLoss } from "#lib/services/secrets/accept-loss.ts";
import { checkSecrets } from "#lib/services/secrets/check-at-start.ts";

let places: Places;
let source: Place;
let database: Database;
let runtime: Runtime;
let teamId: string;

const passphrase = {
  options: { passphrase: true, "with-secrets": true },
  standardInput: "correct horse battery",
} as const;
const chooseFile = (name: string) => join(source.config.dataDirectory, name);

async function writeEvent(): Promise<void> {
  const ctx = createContext(runtime, { type: "system", name: "test" });
  await withTransaction(database, (tx) =>
    emitAudit(tx, ctx, { teamId, action: "team.update", target: { type: "team", id: teamId }, changes: {} }),
  );
}

/** What a start with these secrets does. */
async function start(): Promise<void> {
  runtime = { ...runtime, secrets: await loadInstanceSecrets(source.config) };
  await checkSecrets(runtime, await readDatabaseTime(database));
}

beforeAll(async () => {
  places = await createPlaces();
  source = await places.createEmbedded();
  database = await openMigrated(source);
  runtime = createTestRuntime(database, source.config);
  await start();
  ({ id: teamId } = await insertTeam(database));
  await writeEvent();
  for (const purpose of ["session", "audit"] as const) {
    await rotateSecretFile(source.config.dataDirectory, purpose);
  }
  await start();
  await writeEvent();
});

afterAll(async () => {
  await runtime.close();
  await database.close();
  await source.remove();
});

test("a backup with secrets contains the previous ones, and a restore puts them back", async () => {
  const file = chooseFile("with-secrets");
  await runBackup(runtime, file, passphrase);
  const target = await places.createEmbedded();
  // A restore that was killed has left this.
  await writeFile(join(target.config.dataDirectory, "audit-secret-previous.1"), "half");
  const restored = await runRestore(target.config, file, { ...passphrase, options: { passphrase: true } });
  expect(restored).toMatchObject({ isFine: true, data: { problems: [] } });
  expect(restored.data).toMatchObject({
    placedSecrets: ["session-secret-previous", "session-secret", "audit-secret-previous", "audit-secret"],
  });
  const secrets = await loadInstanceSecrets(target.config);
  expect(secrets).toEqual(runtime.secrets);
  expect(secrets.audit).toHaveLength(2);
  expect((await stat(join(target.config.dataDirectory, "audit-secret-previous"))).mode & 0o777).toBe(0o600);
  const copy = await openMigrated(target);
  const restoredRuntime = createTestRuntime(copy, target.config);
  await checkSecrets({ ...restoredRuntime, secrets }, await readDatabaseTime(copy));
  expect(await copy.prisma.instanceSecret.count()).toBe(4);
  expect(await verifyChain({ ...restoredRuntime, secrets }, teamId)).toMatchObject({ ok: true, events: 2 });
  await restoredRuntime.close();
  await copy.close();
  await target.remove();
});

test("without the secrets, the console doesn't start and says what to do, which works", async () => {
  const file = chooseFile("without-secrets");
  await runBackup(runtime, file);
  const target = await places.createEmbedded();
  const restored = await runRestore(target.config, file);
  expect(restored.isFine).toBe(false);
  expect(restored.lines.join("\n")).toContain('run "npm run admin -- secrets accept AUDIT_SECRET"');
  const copy = await openMigrated(target);
  const other = {
    ...createTestRuntime(copy, target.config),
    secrets: await loadInstanceSecrets(target.config),
  };
  const now = await readDatabaseTime(copy);
  await expect(checkSecrets(other, now)).rejects.toThrow("secrets accept AUDIT_SECRET");
  expect(await acceptLoss(other, "audit")).toMatchObject({ restartedChains: 2 });
  await checkSecrets(other, now);
  expect(await verifyChain(other, teamId)).toMatchObject({ ok: true, unverified: { kind: "secret_lost" } });
  await other.close();
  await copy.close();
  await target.remove();
});

test("secrets of another console in DATA_DIR are never replaced", async () => {
  const file = chooseFile("other-secrets");
  await runBackup(runtime, file, passphrase);
  const target = await places.createEmbedded();
  await mkdir(target.config.dataDirectory, { recursive: true });
  await writeFile(join(target.config.dataDirectory, "audit-secret-previous"), "another\n");
  await expect(
    runRestore(target.config, file, { ...passphrase, options: { passphrase: true } }),
  ).rejects.toThrow("audit-secret-previous differs");
  expect((await readdir(target.config.dataDirectory)).sort()).toEqual([
    "audit-secret-previous",
    "postgresql",
  ]);
  await target.remove();
});
