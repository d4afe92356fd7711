// Proof: how much CPU a token of an app takes, in the console and in PostgreSQL, and how many there are a second with 8 clients:
// opaque and signed, by a secret and by an assertion. Compared with one plain INSERT into the same server, which waits for no
// disk, as the server of the proofs doesn't. It fails if an opaque token takes more than 20 ms of CPU in all.
// `npm run prove -- token-cost [seconds for each]`
import assert from "node:assert/strict";
import { insertApp } from "#e2e/support/oauth/apps.ts";
import { basic } from "#e2e/support/oauth/authorization-server.ts";
import { assertionForm, createAppKey, signAssertion } from "#e2e/support/oauth/sign-assertion.ts";
import { startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { listChildren, readCpuUs } from "../../../bench/process-cpu.ts";

const seconds = Number(process.argv[2] ?? 10);
const clients = 8;
const maxMs = 20;
const publicUrl = "http://localhost:3000";

/** The CPU time of a process and its children, which are all that the console and PostgreSQL start. */
function readCpuMs(root: number): number {
  return [root, ...listChildren(root)].reduce((sum, pid) => sum + readCpuUs(pid), 0) / 1000;
}

const fleet = await startFleet({ serve: ["console"], environment: { PUBLIC_URL: publicUrl } });
const { database, team } = fleet;
const [instance] = fleet.instances;
assert.ok(instance !== undefined);
const { origin, pid } = instance;
// The first line of the file is the server's process.
const { rows } = await database.pool.query<{ text: string }>("SELECT pg_read_file('postmaster.pid') AS text");
const server = Number(rows[0]?.text.split("\n")[0]);
assert.ok(server > 0);

async function request(headers: Record<string, string>, form: Record<string, string>): Promise<void> {
  const body = new URLSearchParams({ grant_type: "client_credentials", ...form });
  const response = await fetch(`${origin}/oauth/token`, { method: "POST", headers, body });
  assert.equal(response.status, 200, await response.text());
}

/** Returns the CPU milliseconds of one, in the console and the server. */
async function measure(name: string, run: () => Promise<unknown>): Promise<number> {
  const [consoleMs, serverMs] = [readCpuMs(pid), readCpuMs(server)];
  const startMs = performance.now();
  let count = 0;
  const work = async () => {
    while (performance.now() - startMs < seconds * 1000) {
      await run();
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, work));
  const rate = count / ((performance.now() - startMs) / 1000);
  const own = (readCpuMs(pid) - consoleMs) / count;
  const others = (readCpuMs(server) - serverMs) / count;
  console.log(
    `${name}: ${rate.toFixed(0)} a second, CPU ${own.toFixed(1)} ms in the console, ${others.toFixed(1)} ms in PostgreSQL`,
  );
  return own + others;
}

try {
  const key = createAppKey("ES256");
  const opaque = await insertApp(database, team, unlimited);
  const signed = await insertApp(database, team, { ...unlimited, tokenFormat: "jwt" });
  const asserting = await insertApp(database, team, { ...unlimited, jwks: { keys: [key.jwk] } });
  const client = { clientId: asserting.id, audience: `${publicUrl}/oauth` };
  await database.pool.query("CREATE TABLE plain_rows (id bigserial PRIMARY KEY, digest bytea)");
  const insert = () => database.pool.query("INSERT INTO plain_rows (digest) VALUES ($1)", [Buffer.alloc(32)]);
  for (let i = 0; i < 100; i++) await request(basic(opaque), {});
  const cost = await measure("opaque token, by a secret", () => request(basic(opaque), {}));
  await measure("signed token, by a secret", () => request(basic(signed), {}));
  await measure("opaque token, by an assertion", () =>
    request({}, assertionForm(signAssertion(key, client))),
  );
  await measure("plain INSERT", insert);
  assert.ok(cost <= maxMs, `a token took ${cost.toFixed(1)} ms of CPU`);
} finally {
  await fleet.stop();
}
