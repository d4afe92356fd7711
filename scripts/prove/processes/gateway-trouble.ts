// Proof: whatever a FHIR server, the database or a network of clients does, the gateway answers in the form of every error and
// recovers. The server hangs, drips, resets connections before and within a body, sends 10 MB, 20 MB, what isn't JSON, a wrong
// length, half a header; the database is stopped during requests; a thousand addresses of one network send wrong tokens; the
// process is killed. Each time, requests to another server and verifications go on, and afterwards no connection, file or memory
// is left.
// `npm run prove -- gateway-trouble [requests of each kind]`
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { insertKey } from "#e2e/support/database/fixtures.ts";
import { startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { gatewayUrl, insertGateway } from "#e2e/support/fhir/gateway.ts";
import { insertGrantToken } from "#e2e/support/oauth/grants.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { sendRequest } from "#e2e/support/servers/send-request.ts";
import { fleetSecrets, startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { createAccessToken } from "#lib/domain/keys/secret.ts";

const times = Number(process.argv[2] ?? 40);
const canary = "canary-of-a-patient";

/** What the server sends after each request, byte by byte. */
const troubles: Record<string, (socket: Socket) => unknown> = {
  hangs: () => undefined,
  "resets the connection": (socket) => socket.resetAndDestroy(),
  "resets within a body": async (socket) => {
    socket.write(`${head(1_000)}{"resourceType":"Observation","id":"${canary}`);
    await wait(20);
    socket.resetAndDestroy();
  },
  "ends within a body": (socket) => socket.end(`${head(1_000)}{"resourceType":"Observation","id":"${canary}`),
  "sends 10 MB": (socket) => socket.write(large(10_000_000)),
  "sends 20 MB": (socket) => socket.write(large(20_000_000)),
  "sends what isn't JSON": (socket) => socket.write(`${head(canary.length + 2)}{"${canary}`),
  "sends a length that is too long": (socket) => socket.end(`${head(500)}${JSON.stringify(observation)}`),
  "sends a length that is too short": (socket) => socket.write(`${head(5)}${JSON.stringify(observation)}`),
  "sends half a header": (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Ty"),
  "sends no HTTP": (socket) => socket.end("SSH-2.0-OpenSSH\r\n"),
  "drips a body": async (socket) => {
    socket.write(head(100_000));
    while (!socket.destroyed) {
      socket.write(" ");
      await wait(200);
    }
  },
  "drips headers": async (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    for (let number = 0; !socket.destroyed; number++) {
      socket.write(`X-Drip-${number}: 1\r\n`);
      await wait(200);
    }
  },
};
const observation = { resourceType: "Observation", id: "o1", status: "final" };
const slow = new Set(["hangs", "drips a body", "drips headers"]);
const good = new Set(["sends 10 MB"]);

function head(length: number): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/fhir+json\r\nContent-Length: ${length}\r\n\r\n`;
}

const largeBodies = new Map<number, Buffer>();

/** Kept, so that this process isn't what makes others wait. */
function large(size: number): Buffer {
  const known = largeBodies.get(size);
  if (known !== undefined) return known;
  const body = JSON.stringify({ ...observation, text: { div: "x".repeat(size) } });
  const sent = Buffer.from(head(body.length) + body);
  largeBodies.set(size, sent);
  return sent;
}

let trouble = "hangs";
const sockets = new Set<Socket>();
const bad = createServer((socket) => {
  sockets.add(socket);
  socket.on("close", () => sockets.delete(socket));
  socket.on("error", () => undefined);
  socket.on("data", () => troubles[trouble]?.(socket));
});
await new Promise<void>((resolve) => bad.listen(0, "127.0.0.1", resolve));
const address = bad.address();
assert.ok(address !== null && typeof address === "object");
const { port } = address;

const engine = await startFhirEngine({ records: false });
await engine.seed([observation]);
const environment = { FHIR_ALLOW_LOOPBACK: "true", TRUST_PROXY: "1" };
const fleet = await startFleet({ serve: ["console"], environment });
const { database, team, postgres } = fleet;
const instance = fleet.instances[0] ?? assert.fail();
let running = instance;
const badServer = await insertGateway(database, team, {
  baseUrl: `http://127.0.0.1:${port}/fhir`,
  allowsKeys: true,
});
const goodServer = await insertGateway(database, team, { baseUrl: engine.baseUrl, allowsKeys: true });
const { secret } = await insertKey(database, team, {
  ...unlimited,
  inheritsPermissions: false,
  permissions: ["fhir.data:read"],
});
const { token } = await insertGrantToken(database, team, {
  serverId: badServer,
  scopes: ["user/Observation.rs"],
});

const problems: string[] = [];

interface Answer {
  status: number;
  text: string;
  ms: number;
}

async function read(
  serverId: string,
  headers: Record<string, string>,
  path = "Observation/o1",
): Promise<Answer> {
  const startedAt = performance.now();
  try {
    const response = await fetch(`${gatewayUrl(running.origin, serverId)}/${path}`, {
      headers,
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    return { status: response.status, text, ms: performance.now() - startedAt };
  } catch (error) {
    return { status: 0, text: String(error), ms: performance.now() - startedAt };
  }
}

const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });

/** The error in the form of every error, without anything of the server. */
function judge(what: string, { status, text }: Answer, expected: readonly number[]): void {
  const report = (problem: string) => problems.push(`${what}: ${problem}: ${status} ${text.slice(0, 200)}`);
  if (!expected.includes(status)) report(`not ${expected.join(" or ")}`);
  if (text.includes(canary) || text.includes(`:${port}`)) report("shows the server");
  if (status >= 400 && !/^\{"error":\{"code":"[a-z_]+","message":"/.test(text)) report("in another form");
}

/** Open files, and megabytes of memory, of the verifier. */
function measure() {
  const status = readFileSync(`/proc/${instance.pid}/status`, "utf8");
  const [, kilobytes = "0"] = /VmRSS:\s+(\d+)/.exec(status) ?? [];
  return {
    files: readdirSync(`/proc/${instance.pid}/fd`).length,
    megabytes: Math.round(Number(kilobytes) / 1024),
  };
}

/** Whether another server's data can be read all the time, and how long that takes. */
function watch() {
  let isOn = true;
  let maxMs = 0;
  const watching = (async () => {
    while (isOn) {
      const answer = await read(goodServer, bearer(secret));
      if (answer.status !== 200)
        problems.push(`another server: ${answer.status} ${answer.text.slice(0, 200)}`);
      maxMs = Math.max(maxMs, answer.ms);
      await wait(50);
    }
  })();
  return async () => {
    isOn = false;
    await watching;
    return Math.round(maxMs);
  };
}

async function provoke(name: string): Promise<void> {
  trouble = name;
  const stop = watch();
  const answers = await Promise.all(
    Array.from({ length: times }, (_, index) => read(badServer, bearer(index % 2 === 0 ? secret : token))),
  );
  // Large bodies of many requests don't fit at once: some are 503.
  const expected = good.has(name) ? [200, 503] : [502, 503];
  for (const answer of answers) judge(name, answer, expected);
  const longest = Math.round(Math.max(...answers.map(({ ms }) => ms)));
  const counts = Object.entries(Object.groupBy(answers, ({ status }) => status)).map(
    ([status, found]) => `${found?.length} times ${status}`,
  );
  if (longest > (slow.has(name) ? 35_000 : 15_000)) problems.push(`${name}: took ${longest} ms`);
  const { files, megabytes } = measure();
  console.log(
    `${name}: ${counts.join(", ")}, at most ${longest} ms; another server at most ${await stop()} ms; ${files} files, ${megabytes} MB`,
  );
}

async function expectRecovery(what: string): Promise<void> {
  const startedAt = performance.now();
  while ((await read(goodServer, bearer(secret))).status !== 200) {
    if (performance.now() - startedAt > 30_000) {
      problems.push(`${what}: no recovery`);
      return;
    }
    await wait(100);
  }
  console.log(`${what}: recovered after ${Math.round(performance.now() - startedAt)} ms`);
}

try {
  for (let count = 0; count < 20; count++) await read(goodServer, bearer(secret));
  const before = measure();
  console.log(`before: ${before.files} files, ${before.megabytes} MB`);
  for (const name of Object.keys(troubles)) await provoke(name);

  const path = `${new URL(gatewayUrl(running.origin, goodServer)).pathname}/Observation/o1`;
  const strangers = await Promise.all(
    Array.from({ length: 1_000 }, async (_, index) => {
      const forwarded = `203.0.${Math.floor(index / 250)}.${index % 250}`;
      const headers = { ...bearer(createAccessToken()), "x-forwarded-for": forwarded };
      const sent = { method: "GET", root: "" as const, path, headers, body: null };
      return { ...(await sendRequest(running.origin, sent)), ms: 0 };
    }),
  );
  for (const answer of strangers) judge("wrong tokens", answer, [401, 429]);
  console.log(
    `wrong tokens of one network: ${strangers.filter(({ status }) => status === 429).length} of 1000 are 429`,
  );
  await expectRecovery("after wrong tokens");

  trouble = "hangs";
  const hanging = Array.from({ length: 10 }, () => read(badServer, bearer(secret)));
  await wait(300);
  await postgres.pause();
  const cut = await Promise.all(
    Array.from({ length: times }, (_, index) =>
      read(goodServer, bearer(index % 2 === 0 ? secret : createAccessToken())),
    ),
  );
  for (const answer of cut) judge("without the database", answer, [200, 401, 503]);
  for (const answer of await Promise.all(hanging)) judge("hanging without the database", answer, [502, 503]);
  console.log(`without the database: ${[...new Set(cut.map(({ status }) => status))].join(", ")}`);
  await postgres.resume();
  await expectRecovery("after the database's return");
  for (const socket of sockets) socket.destroy();
  await wait(6_000);
  const after = measure();
  console.log(`at the end: ${after.files} files, ${after.megabytes} MB`);
  // The senders of wrong tokens keep theirs open for a while.
  const kept = 64;
  if (after.files > before.files + kept + 40)
    problems.push(`${after.files - before.files} files were left open`);
  if (after.megabytes > before.megabytes + 600)
    problems.push(`${after.megabytes - before.megabytes} MB were left`);

  const unfinished = Array.from({ length: 10 }, () => read(badServer, bearer(secret)));
  await wait(300);
  await instance.stop("SIGKILL");
  for (const { status } of await Promise.all(unfinished))
    if (status !== 0) problems.push(`killed: ${status}`);
  running = await startConsole({
    environment: {
      ...environment,
      DATABASE_URL: postgres.url,
      SESSION_SECRET: fleetSecrets.session.join(","),
      AUDIT_SECRET: fleetSecrets.audit.join(","),
      AUTH_ANY_TEAM: "true",
      LOG_LEVEL: "warn",
    },
  });
  await expectRecovery("after a restart");
} finally {
  for (const problem of [...new Set(problems)].slice(0, 30)) console.log(problem);
  console.log(`${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
  await running.stop();
  await fleet.stop();
  await engine.close();
  bad.close();
}
