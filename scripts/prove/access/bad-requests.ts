// Proof: 1,000,000 random bad requests to all routes get no 5xx, none stays without a complete response, and
// every error of the API has the contract's format. One in fifty requests is for a page, for signing in or for a file.
// `npm run prove -- bad-requests [requests] [seed] [minutes]`: the seed is printed, and the same seed sends
// the same requests. If the time runs out, prints how many were sent.
import fc from "fast-check";
import {
  type BadRequest,
  createBadPageRequests,
  createBadRequests,
} from "#e2e/support/access/bad-requests.ts";
import { createKeyAs, signUp } from "#e2e/support/servers/console-client.ts";
import { readSetUpCode, startConsole } from "#e2e/support/servers/console-process.ts";
import { type RawAnswer, sendRequest } from "#e2e/support/servers/send-request.ts";

const requests = Number(process.argv[2] ?? 1_000_000);
const seed = Number(process.argv[3] ?? Math.floor(Math.random() * 2 ** 31));
const minutes = Number(process.argv[4] ?? 10);
const atOnce = 32;

const running = await startConsole({
  environment: {
    RATE_LIMIT_PER_MINUTE: "2000000000",
    RATE_LIMIT_PER_10_SECONDS: "2000000000",
    TRUST_PROXY: "1",
    LOG_LEVEL: "error",
  },
});
const person = await signUp(running.origin, {
  name: "Ada",
  email: "ada@example.com",
  password: "correct horse battery staple",
  setupCode: await readSetUpCode(running),
});
const key = await createKeyAs(running.origin, person, { name: "good", environment: "development" });
// The key that requests may delete and rotate; the keys in the credentials must stay valid.
const victim = await createKeyAs(running.origin, person, { name: "victim", environment: "development" });
const viewer = await createKeyAs(running.origin, person, {
  name: "viewer",
  environment: "development",
  owner: { type: "team", role: "viewer" },
});
const home = await fetch(running.origin, { headers: { cookie: person.cookie }, redirect: "manual" });
const [, team = person.teamId] = /\/t\/([^/?]+)/.exec(home.headers.get("location") ?? "") ?? [];
const known = {
  secrets: [key.secret, key.secret, key.secret, viewer.secret, "be_nonsense"],
  cookies: [person.cookie],
  origin: running.origin,
  ids: [victim.id, team],
};
const badRequests = fc.oneof(
  { weight: 49, arbitrary: createBadRequests(known) },
  { weight: 1, arbitrary: createBadPageRequests(known) },
);
const statuses = new Map<number, number>();
const failures: string[] = [];

function describe({ method, path }: BadRequest): string {
  return `${method} ${path.slice(0, 200)}`;
}

async function sendOne(request: BadRequest): Promise<void> {
  let answer: RawAnswer;
  try {
    answer = await sendRequest(running.origin, request);
  } catch (error) {
    failures.push(`${error} ${describe(request)}`);
    return;
  }
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  const hasContractFormat =
    answer.status < 400 ||
    request.root === "" ||
    request.method === "HEAD" ||
    /^\{"error":\{"code":"/.test(answer.text);
  if (answer.status >= 500 || !hasContractFormat) {
    failures.push(`${answer.status} ${describe(request)} ${answer.text.slice(0, 200)}`);
  }
}

const batch = 2_000;
const betweenReports = 50_000;
const endsAtMs = performance.now() + minutes * 60_000;
let sent = 0;
for (; sent < requests && performance.now() < endsAtMs; sent += batch) {
  const samples = fc.sample(badRequests, {
    seed: seed + sent,
    numRuns: Math.min(batch, requests - sent),
  });
  const queue = samples.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const request of queue) await sendOne(request);
    }),
  );
  if (sent % betweenReports === 0)
    console.log(`${sent} sent, ${failures.length} failures ${failures.at(-1) ?? ""}`);
}
const output = running.readOutput();
await running.stop();
const counts = [...statuses].sort(([a], [b]) => a - b).map(([status, count]) => `${status}: ${count}`);
console.log(`seed ${seed}, ${Math.min(sent, requests)} of ${requests} requests; ${counts.join(", ")}`);
for (const failure of failures.slice(0, 20)) console.log(failure);
if (failures.length > 0) console.log(output.slice(-5000));
console.log(`${failures.length} responses were incomplete, 5xx or not in the contract's format`);
process.exitCode = failures.length === 0 ? 0 : 1;
