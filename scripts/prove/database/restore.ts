// Proof: a backup is restored in place (`pg_restore --clean`) under running instances. Within five seconds
// after it ends, every instance rejects a key that is not in the backup and accepts a key that was deleted
// after the backup.
// `npm run prove -- restore [keys of each kind]`
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { requestAuth } from "#e2e/support/access/request-auth.ts";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import {
  describeRevocations,
  revokeAndVerify,
  runConcurrently,
} from "#e2e/support/verification/revoke-and-verify.ts";

const total = Number(process.argv[2] ?? 50);
const fleet = await startFleet({ serve: ["console", "api"] });
const { database, team, owner, postgres } = fleet;
const origins = fleet.instances.map(({ origin }) => origin);
const [first = "", second = ""] = origins;
const directory = await mkdtemp(join(tmpdir(), "backup-"));
const file = join(directory, "backup");

function runProgram(program: string, ...parameters: string[]): void {
  const { status, stderr } = spawnSync(program, parameters, { encoding: "utf8" });
  assert.equal(status, 0, stderr);
}

/** How many keys are accepted, over all instances. */
async function countAccepted(secrets: readonly string[]): Promise<number> {
  const requests = secrets.flatMap((secret) => origins.map((origin) => ({ origin, secret })));
  const answers = await runConcurrently(requests, 8, ({ origin, secret }) => requestAuth(origin, secret));
  return answers.filter((answer) => answer === 200).length;
}

async function restore(...options: string[]): Promise<void> {
  const create = () => insertKey(database, team, unlimited);
  const deleted = await runConcurrently(Array.from({ length: total }), 8, create);
  runProgram("pg_dump", "--format=custom", `--file=${file}`, postgres.url);
  const added = await runConcurrently(Array.from({ length: total }), 8, create);
  const outcomes = await runConcurrently(deleted, 8, (key) =>
    revokeAndVerify([first, second], { ownerSecret: owner.secret, key }, 50),
  );
  console.log(`before: ${describeRevocations(outcomes)}`);
  const listSecrets = (keys: typeof added) => keys.map(({ secret }) => secret);
  const all = total * origins.length;
  assert.equal(await countAccepted(listSecrets(added)), all);
  runProgram("pg_restore", "--clean", "--if-exists", ...options, `--dbname=${postgres.url}`, file);
  const restoredAt = performance.now();
  let wrong = Number.POSITIVE_INFINITY;
  while (wrong > 0 && performance.now() - restoredAt < 30_000) {
    wrong = all - (await countAccepted(listSecrets(deleted))) + (await countAccepted(listSecrets(added)));
    if (wrong > 0) await wait(50);
  }
  const seconds = (performance.now() - restoredAt) / 1000;
  console.log(
    `restored in place ${options.join(" ")}: all responses correct ${seconds.toFixed(1)} s after it ended; still wrong: ${wrong}`,
  );
  assert.ok(wrong === 0 && seconds <= 5);
}

try {
  await restore();
  await restore("--single-transaction");
} finally {
  await fleet.stop();
  await rm(directory, { recursive: true, force: true });
}
