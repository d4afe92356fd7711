// Run by `npm run prove -- image` in the network of a container: signs up, generates a key, verifies it, and
// opens pages. Prints the key's ID and when it was verified.
import assert from "node:assert/strict";
import { createKeyAs, signUp } from "#e2e/support/servers/console-client.ts";

const [origin = "", setupCode = ""] = process.argv.slice(2);
const person = await signUp(origin, {
  name: "Ada",
  email: "ada@example.com",
  password: "correct horse battery staple 9",
  setupCode,
});
const { id, secret } = await createKeyAs(origin, person, { name: "First key", environment: "development" });
const verified = await fetch(`${origin}/v1/api/auth?team=${person.teamId}`, {
  headers: { authorization: `Bearer ${secret}` },
});
assert.ok(verified.ok, await verified.text());
process.stdout.write(`${id} ${Date.now()}\n`);
const headers = { cookie: person.cookie };
// The first page leads to the team.
const team = new URL((await fetch(origin, { headers })).url).pathname;
const pages = [
  ...["", "/settings/api-keys", `/settings/api-keys/${id}`, "/settings/members", "/settings/audit-log"].map(
    (page) => team + page,
  ),
  ...[`${team}/requests`, "/account", "/account/security", "/instance/people", "/instance/health"],
  ...[
    "/instance/settings",
    "/docs/self-hosting",
    "/docs/api",
    "/manifest.webmanifest",
    "/v1/api/openapi.json",
  ],
];
for (const path of pages) {
  const page = await fetch(`${origin}${path}`, { headers });
  assert.equal(page.status, 200, path);
}
