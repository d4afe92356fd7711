// Proof: three verifiers behind a real HAProxy, with the configuration of docs/scaling.md, are restarted one after the other
// again and again while 1,000,000 verifications run: none fails. Then one is killed with SIGKILL several times: requests fail for
// a second at most. Needs HAProxy and wrk.
// `npm run prove -- rolling-restart [requests]`
import { spawn } from "node:child_process";
import { Agent, get } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { startHaproxy } from "#e2e/support/proxy/start-haproxy.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { startRedis } from "#e2e/support/servers/redis-process.ts";
import { fleetSecrets, startFleet } from "#e2e/support/verification/fleet.ts";
import { ensureTool } from "../../test/tools.ts";

const total = Number(process.argv[2] ?? 1_000_000);
const kills = 5;
const maxErrorsMs = 1_000;
const { signal } = new AbortController();

const fleet = await startFleet({ serve: [], environment: {} });
const redis = await startRedis();
const environment = {
  DATABASE_URL: fleet.postgres.url,
  REDIS_URL: redis.url,
  INSTANCES: "3",
  SERVE: "api",
  AUTH_ANY_TEAM: "true",
  VERIFY_THREADS: "1",
  LOG_LEVEL: "error",
  SESSION_SECRET: fleetSecrets.session.join(","),
  AUDIT_SECRET: fleetSecrets.audit.join(","),
};
const verifiers = await Promise.all([1, 2, 3].map(() => startConsole({ environment })));
const ports = verifiers.map(({ origin }) => Number(new URL(origin).port));

const proxy = await startHaproxy(await ensureTool("haproxy", signal), ports);
const url = `${proxy.origin}/v1/api/auth`;
const headers = { authorization: `Bearer ${fleet.owner.secret}` };

/** Runs wrk, and returns how many requests were answered, and how many of them or of their connections failed. */
async function sendFor(seconds: number): Promise<{ sent: number; failed: number }> {
  const parameters = ["-t1", "-c32", `-d${seconds}s`, "-H", `authorization: ${headers.authorization}`, url];
  const wrk = spawn(await ensureTool("wrk", signal), parameters, { stdio: ["ignore", "pipe", "inherit"] });
  const output = await text(wrk.stdout);
  const find = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? 0);
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output) ?? [];
  const failedConnections = errors.slice(1).reduce((sum, count) => sum + Number(count), 0);
  return {
    sent: find(/(\d+) requests in/),
    failed: find(/Non-2xx or 3xx responses: (\d+)/) + failedConnections,
  };
}

async function restart(index: number, stopSignal: NodeJS.Signals): Promise<void> {
  const verifier = verifiers[index];
  if (verifier === undefined) throw new Error("no such verifier");
  await verifier.stop(stopSignal);
  const options = { port: ports[index] ?? 0, dataDirectory: verifier.dataDirectory, environment };
  verifiers[index] = await startConsole(options);
  // HAProxy checks twice a second.
  await wait(1_500);
}

let isLoading = true;
let restarts = 0;
async function keepRestarting(): Promise<void> {
  while (isLoading) {
    await restart(restarts % 3, "SIGTERM");
    restarts++;
  }
}
const restarting = keepRestarting();
let sent = 0;
let failed = 0;
while (sent < total) {
  const round = await sendFor(20);
  sent += round.sent;
  failed += round.failed;
}
isLoading = false;
await restarting;
console.log(`${sent} verifications during ${restarts} restarts: ${failed} failed`);

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** The status of one verification, or 0 if its connection failed. */
function verify(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  get(url, { agent, headers }, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  }).on("error", () => resolve(0));
  return promise;
}

let isVerifying = true;
const errorTimes: number[] = [];
async function keepVerifying(): Promise<number> {
  let count = 0;
  while (isVerifying) {
    const status = await verify();
    if (status !== 200) errorTimes.push(performance.now());
    count++;
  }
  return count;
}
const clients = Array.from({ length: 16 }, keepVerifying);
let lastErrorMs = 0;
let errors = 0;
for (let kill = 0; kill < kills; kill++) {
  await wait(1_000);
  errorTimes.length = 0;
  const killedAt = performance.now();
  await restart(kill % 3, "SIGKILL");
  errors += errorTimes.length;
  lastErrorMs = Math.max(lastErrorMs, (errorTimes.at(-1) ?? killedAt) - killedAt);
}
isVerifying = false;
const counts = await Promise.all(clients);
const verified = counts.reduce((sum, count) => sum + count, 0);
console.log(
  `${verified} verifications during ${kills} kills: ${errors} failed, the last ${Math.round(lastErrorMs)} ms after a kill`,
);

agent.destroy();
await proxy.stop();
await Promise.all(verifiers.map((verifier) => verifier.stop()));
await redis.kill();
await fleet.stop();
process.exitCode = failed === 0 && lastErrorMs <= maxErrorsMs ? 0 : 1;
