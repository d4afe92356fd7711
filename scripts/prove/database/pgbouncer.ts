// Proof: behind pgbouncer in session mode, and in transaction mode with DATABASE_LISTEN_URL, both instances
// reject a key once its revocation is acknowledged. In transaction mode without that setting, and in
// statement mode, the start fails and prints the reason.
// `npm run prove -- pgbouncer [revocations]`
import assert from "node:assert/strict";
import { requestAuth } from "#e2e/support/access/request-auth.ts";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { startPgbouncer } from "#e2e/support/database/pgbouncer-process.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import {
  describeRevocations,
  revokeAndVerify,
  runConcurrently,
} from "#e2e/support/verification/revoke-and-verify.ts";
import { startPostgres } from "../../test/postgres-server.ts";

const total = Number(process.argv[2] ?? 100);

async function proveFailedStart(mode: "transaction" | "statement"): Promise<void> {
  const postgres = await startPostgres(new AbortController().signal);
  const pooler = await startPgbouncer(postgres.url, mode);
  const secrets = { SESSION_SECRET: "s".repeat(32), AUDIT_SECRET: "a".repeat(32) };
  const startedAt = performance.now();
  const starting = startConsole({ environment: { ...secrets, SERVE: "api", DATABASE_URL: pooler.url } });
  const failure: unknown = await starting.then(
    () => null,
    (error: unknown) => error,
  );
  await pooler.stop();
  await postgres.stop();
  assert.ok(failure instanceof Error, `a start behind pgbouncer in ${mode} mode did not fail`);
  const line = failure.message.split("\n").slice(1).join(" ").trim();
  const seconds = (performance.now() - startedAt) / 1000;
  console.log(`${mode} mode without DATABASE_LISTEN_URL: failed after ${seconds.toFixed(1)} s: ${line}`);
  assert.match(line, /pool_mode/);
}

async function proveRevocations(mode: "session" | "transaction"): Promise<void> {
  let stopPooler = async () => {};
  const fleet = await startFleet({
    serve: ["console", "api"],
    prepare: async (postgres) => {
      const pooler = await startPgbouncer(postgres.url, mode);
      stopPooler = pooler.stop;
      return {
        DATABASE_URL: pooler.url,
        ...(mode === "transaction" ? { DATABASE_LISTEN_URL: postgres.url } : {}),
      };
    },
  });
  try {
    const [first = "", second = ""] = fleet.instances.map(({ origin }) => origin);
    const keys = await runConcurrently(Array.from({ length: total }), 8, () =>
      insertKey(fleet.database, fleet.team, unlimited),
    );
    const outcomes = await runConcurrently(keys, 4, async (key) => {
      for (const { origin } of fleet.instances) assert.equal(await requestAuth(origin, key.secret), 200);
      return revokeAndVerify([first, second], { ownerSecret: fleet.owner.secret, key });
    });
    console.log(`${mode} mode: ${describeRevocations(outcomes)}`);
    assert.ok(outcomes.every(({ late, lagMs }) => late === 0 && lagMs <= 5_000));
  } finally {
    await fleet.stop();
    await stopPooler();
  }
}

await proveFailedStart("transaction");
await proveFailedStart("statement");
await proveRevocations("session");
await proveRevocations("transaction");
