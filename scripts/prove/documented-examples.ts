// Proof: the documentation's curl, fetch and Python examples run as written, only host and key changed, and the three
// documented error bodies are equal letter by letter. Needs curl, and python3 with requests. `node scripts/prove/documented-examples.ts`
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { createKeyAs, signUp } from "#lib/testing/console-client.ts";
import { startConsole } from "#lib/testing/console-process.ts";

const run = promisify(execFile);
const running = await startConsole();
const base = `${running.origin}/v1/api`;
const person = await signUp(running.origin, {
  name: "Ada",
  email: "ada@example.com",
  password: "correct horse battery staple",
});
const { secret } = await createKeyAs(running.origin, person, {
  name: "examples",
  environment: "development",
});
const limited = ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"];

const curl = await run("curl", [
  ...["-sS", "-i", "-X", "GET", `${base}/fhir/servers`],
  ...["-H", `Authorization: Bearer ${secret}`, "-H", "Content-Type: application/json"],
]);
assert.match(curl.stdout, /^HTTP\/1\.1 200 /);
for (const header of limited) assert.match(curl.stdout.toLowerCase(), new RegExp(`\r\n${header}: \\d+\r\n`));
console.log("curl: 200, with rate limit headers");

const response = await fetch(`${base}/workers`, {
  method: "GET",
  headers: { Authorization: `Bearer ${secret}`, "Content-Type": "application/json" },
});
assert.equal(response.status, 200);
assert.deepEqual(await response.json(), { data: [], nextCursor: null });
console.log("fetch: 200");

const python = `
import requests

headers = {
    'Authorization': 'Bearer ${secret}',
    'Content-Type': 'application/json'
}

response = requests.get(
    '${base}/workers',
    headers=headers
)

workers = response.json()
print(response.status_code, workers)
`;
const printed = await run("/usr/bin/python3", ["-c", python]);
assert.equal(printed.stdout.trim(), "200 {'data': [], 'nextCursor': None}");
console.log("python: 200");

const unauthorized = await fetch(`${base}/workers`);
assert.equal(unauthorized.status, 401);
assert.equal(
  await unauthorized.text(),
  '{"error":{"code":"unauthorized","message":"Invalid or missing API key"}}',
);
for (const header of limited) assert.match(unauthorized.headers.get(header) ?? "", /^\d+$/);
console.log("401: the documented body, with rate limit headers");

const weak = await createKeyAs(running.origin, person, {
  name: "weak",
  environment: "development",
  permissions: ["keys:read"],
});
const forbidden = await fetch(`${base}/workers`, { headers: { Authorization: `Bearer ${weak.secret}` } });
assert.equal(forbidden.status, 403);
assert.equal(
  await forbidden.text(),
  '{"error":{"code":"forbidden","message":"Insufficient permissions for this resource"}}',
);
for (const header of limited) assert.match(forbidden.headers.get(header) ?? "", /^\d+$/);
console.log("403: the documented body, with rate limit headers");

const fresh = await createKeyAs(running.origin, person, { name: "burst", environment: "development" });
const call = () => fetch(`${base}/workers`, { headers: { Authorization: `Bearer ${fresh.secret}` } });
const answers = await Promise.all(Array.from({ length: 130 }, call));
const refused = answers.filter((answer) => answer.status === 429);
assert.equal(answers.filter((answer) => answer.status === 200).length, 100);
assert.equal(refused.length, 30);
for (const answer of refused) {
  const seconds = answer.headers.get("retry-after");
  assert.equal(
    await answer.text(),
    `{"error":{"code":"rate_limit_exceeded","message":"Rate limit exceeded. Try again in ${seconds} seconds."}}`,
  );
  for (const header of limited) assert.match(answer.headers.get(header) ?? "", /^\d+$/);
}
const seconds = Math.max(...refused.map((answer) => Number(answer.headers.get("retry-after"))));
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const next = await call();
assert.equal(next.status, 200);
assert.equal(next.headers.get("x-ratelimit-remaining"), "899");
console.log(
  `429: 130 at once gave 100 and 30; after the ${seconds} s it named, admitted; the minute had spent exactly 100`,
);

await running.stop();
