// Proof: the documentation's five examples run as written, with only host and key changed: curl, fetch,
// Python, and the SDK and the environment variable with the packed SDK in an empty folder. The three
// documented error bodies match exactly. Needs curl, and python3 with requests.
// `npm run prove -- documented-examples`
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { createKeyAs, signUp } from "#e2e/support/servers/console-client.ts";
import { startConsole } from "#e2e/support/servers/console-process.ts";
import { installPackedSdk } from "#e2e/support/servers/packed-sdk.ts";

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

const sdk = await installPackedSdk();
const address = { BYTEENGINE_BASE_URL: base };

/** Runs a program that uses the installed SDK, with only these environment variables. */
async function runProgram(lines: readonly string[], environment: Record<string, string>): Promise<string> {
  await writeFile(join(sdk.folder, "program.js"), lines.join("\n"));
  const { PATH = "" } = process.env;
  const env = { NODE_ENV: "production", PATH, ...address, ...environment } as const;
  return (await run(process.execPath, ["program.js"], { cwd: sdk.folder, env })).stdout.trim();
}

const withSdk = [
  "import { ByteEngine } from '@boolbyte/engine';",
  "const client = new ByteEngine({",
  `apiKey: '${secret}'`,
  "});",
  "// List AI workers",
  "const workers = await client.workers.list();",
];
const listed = await runProgram([...withSdk, "console.log(JSON.stringify(workers));"], {});
assert.equal(listed, '{"data":[],"nextCursor":null}');
console.log(`SDK: listed, from an empty folder with the packed module of ${sdk.packedBytes} bytes`);

const withVariable = [
  "import { ByteEngine } from '@boolbyte/engine';",
  "// Access in your application",
  "const apiKey = process.env.BYTEENGINE_API_KEY;",
  "console.log((await new ByteEngine({ apiKey }).me()).name, (await new ByteEngine().me()).name);",
];
assert.equal(await runProgram(withVariable, { BYTEENGINE_API_KEY: secret }), "examples examples");
console.log(
  "environment variable: the key from BYTEENGINE_API_KEY, read by the program and by the SDK itself",
);
await rm(dirname(sdk.folder), { recursive: true, force: true });

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
const rejected = answers.filter((answer) => answer.status === 429);
assert.equal(answers.filter((answer) => answer.status === 200).length, 100);
assert.equal(rejected.length, 30);
for (const answer of rejected) {
  const seconds = answer.headers.get("retry-after");
  assert.equal(
    await answer.text(),
    `{"error":{"code":"rate_limit_exceeded","message":"Rate limit exceeded. Try again in ${seconds} seconds."}}`,
  );
  for (const header of limited) assert.match(answer.headers.get(header) ?? "", /^\d+$/);
}
const seconds = Math.max(...rejected.map((answer) => Number(answer.headers.get("retry-after"))));
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const next = await call();
assert.equal(next.status, 200);
assert.equal(next.headers.get("x-ratelimit-remaining"), "899");
console.log(
  `429: 130 at once gave 100 and 30; after the ${seconds} s of Retry-After, admitted; the minute window had counted exactly 100`,
);

await running.stop();
