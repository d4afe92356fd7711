// Proof: two instances behind a real HAProxy, with the configuration of docs/scaling.md, are upgraded one after the other from an
// earlier commit to this one, and rolled back again, while keys are verified, created and deleted. No verification fails or
// has a wrong result. Installs and builds the earlier commit in a temporary directory. Needs HAProxy and git.
// `npm run prove -- upgrade-under-load COMMIT`
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { startHaproxy } from "#e2e/support/proxy/start-haproxy.ts";
import { createKeyAs, signUp } from "#e2e/support/servers/console-client.ts";
import { findFreePort } from "#e2e/support/servers/free-port.ts";
import { startPostgres } from "../../test/postgres-server.ts";
import { ensureTool } from "../../test/tools.ts";

const commit = process.argv[2];
if (commit === undefined) throw new Error("Usage: npm run prove -- upgrade-under-load COMMIT");
const repository = process.cwd();
const postgres = await startPostgres(new AbortController().signal);
const directory = await mkdtemp(join(tmpdir(), "upgrade-"));
const former = join(directory, "former");
execFileSync("git", ["worktree", "add", "--detach", former, commit], { stdio: "ignore" });

/** The build of this commit is not the one of the other. */
const { NEXT_DIST_DIR: _, ...inherited } = process.env;
const environment: NodeJS.ProcessEnv = {
  ...inherited,
  NODE_ENV: "production",
  DATABASE_URL: postgres.url,
  SESSION_SECRET: "s".repeat(32),
  AUDIT_SECRET: "a".repeat(32),
  AUTH_ANY_TEAM: "true",
  SIGN_UP: "open",
  VERIFY_THREADS: "1",
  LOG_LEVEL: "warn",
};

interface Instance {
  port: number;
  child: ChildProcess;
}

const output: string[] = [];

/** `npm start` in a checkout, as operators run it. */
async function start(checkout: string, port: number): Promise<Instance> {
  const dataDirectory = join(directory, `data-${port}`);
  const child = spawn("npm", ["start"], {
    cwd: checkout,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...environment, PORT: String(port), DATA_DIR: dataDirectory },
  });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(String(chunk)));
  const isReady = async () =>
    (await fetch(`http://127.0.0.1:${port}/readyz?for=console`).catch(() => null))?.ok === true;
  while (!(await isReady())) {
    if (child.exitCode !== null) throw new Error(`an instance did not start:\n${output.join("")}`);
    await wait(200);
  }
  return { port, child };
}

async function replace(instance: Instance, checkout: string): Promise<Instance> {
  const ended = once(instance.child, "exit");
  instance.child.kill("SIGTERM");
  await ended;
  const started = await start(checkout, instance.port);
  await wait(3_000);
  return started;
}

const ports = [await findFreePort(), await findFreePort()] as const;
// The first start installs and builds; the second one finds the result.
const instances = [await start(former, ports[0])];
instances.push(await start(former, ports[1]));
const proxy = await startHaproxy(await ensureTool("haproxy", new AbortController().signal), ports);

const consoleOrigin = `http://127.0.0.1:${ports[0]}`;
const [, setupCode = ""] = /\/sign-up#code=(\S+)/.exec(output.join("")) ?? [];
const person = await signUp(consoleOrigin, {
  name: "Ada Lovelace",
  email: "ada@example.com",
  password: "correct horse battery staple",
  setupCode,
});
const create = (fields: Record<string, unknown>) =>
  createKeyAs(consoleOrigin, person, { environment: "development", name: "key", ...fields });

async function send(method: string, path: string, body?: unknown): Promise<number> {
  const response = await fetch(`${consoleOrigin}/v1/api${path}`, {
    method,
    headers: { cookie: person.cookie, origin: consoleOrigin, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await response.text();
  return response.status;
}

interface KnownKey {
  secret: string;
  /** What the verification asks for besides the key. */
  question?: Record<string, unknown>;
  code: string;
}

const service = await create({ permissions: ["keys:verify"] });
const accepted = await create({});
const disabled = await create({});
await send("POST", `/keys/${disabled.id}/disable`);
const deleted = await create({});
await send("DELETE", `/keys/${deleted.id}`);
const elsewhere = await create({ allowedIps: ["203.0.113.9"] });
const bounded = await create({ permissions: ["workers:read"] });
const known: KnownKey[] = [
  { secret: disabled.secret, code: "DISABLED" },
  { secret: deleted.secret, code: "REVOKED" },
  { secret: elsewhere.secret, question: { ip: "198.51.100.1" }, code: "IP_NOT_ALLOWED" },
  { secret: bounded.secret, question: { permissions: ["workers:write"] }, code: "INSUFFICIENT_PERMISSIONS" },
  { secret: `${deleted.secret.slice(0, -1)}_`, code: "NOT_FOUND" },
];

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

/** The result of a verification by a service through the proxy, or what failed. */
function verify({ secret, question }: KnownKey): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  const headers = { authorization: `Bearer ${service.secret}`, "content-type": "application/json" };
  const sent = request(
    `${proxy.origin}/v1/api/keys/verify`,
    { agent, headers, method: "POST" },
    async (response) => {
      const body = await text(response).catch(() => "");
      resolve(response.statusCode === 200 ? String(JSON.parse(body).code) : `status ${response.statusCode}`);
    },
  );
  sent.on("error", () => resolve("no response"));
  sent.end(JSON.stringify({ key: secret, ...question }));
  return promise;
}

let isRunning = true;
let verified = 0;
const wrong: string[] = [];
async function check(key: KnownKey): Promise<void> {
  const code = await verify(key);
  verified++;
  if (code !== key.code) wrong.push(`${code} instead of ${key.code}`);
}

/** Pauses, because a key can send 100 requests in 10 seconds. */
async function verifyAccepted(): Promise<void> {
  while (isRunning) {
    await check({ secret: accepted.secret, code: "VALID" });
    await wait(200);
  }
}

async function verifyRejected(): Promise<void> {
  while (isRunning) {
    for (const key of known) await check(key);
    await wait(20);
  }
}

let changed = 0;
/** Keys that come and go. Requests of the console can fail while their instance restarts. */
async function changeKeys(): Promise<void> {
  while (isRunning) {
    const key = await create({}).catch(() => null);
    if (key !== null) {
      await check({ secret: key.secret, code: "VALID" });
      const status = await send("DELETE", `/keys/${key.id}`).catch(() => 0);
      if (status === 200 || status === 204) {
        for (let time = 0; time < 4; time++) await check({ secret: key.secret, code: "REVOKED" });
        changed++;
      }
    }
    await wait(100);
  }
}

const running = [verifyAccepted(), verifyRejected(), verifyRejected(), changeKeys()];
await wait(3_000);
const steps = [
  ["upgraded", repository],
  ["rolled back", former],
] as const;
for (const [step, checkout] of steps) {
  for (const index of instances.keys()) {
    const instance = instances[index];
    if (instance !== undefined) instances[index] = await replace(instance, checkout);
    console.log(
      `${step} instance ${index + 1}: ${verified} verifications, ${changed} keys created and deleted, ${wrong.length} wrong`,
    );
  }
}
isRunning = false;
await Promise.all(running);
console.log(
  `${verified} verifications, ${changed} keys created and deleted: ${wrong.length} wrong or failed`,
);
for (const line of new Set(wrong)) console.log(`  ${line}`);

agent.destroy();
await proxy.stop();
for (const { child } of instances) {
  child.kill("SIGTERM");
  await once(child, "exit");
}
await postgres.stop();
execFileSync("git", ["worktree", "remove", "--force", former]);
await rm(directory, { recursive: true, force: true });
process.exitCode = wrong.length === 0 ? 0 : 1;
