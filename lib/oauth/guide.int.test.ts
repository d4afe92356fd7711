import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSamples } from "#e2e/docs/samples.ts";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp, insertAppToken, type TestApp } from "#e2e/support/oauth/apps.ts";
import {
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import { jwksInput } from "#lib/contract/apps/jwks.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

const run = promisify(execFile);
let database: Database;
let runtime: Runtime;
let server: TestAuthorizationServer;
let team: TestTeam;
let app: TestApp;
let token: string;
let folder: string;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  server = await startAuthorizationServer(runtime);
  team = await insertTeam(database);
  app = await insertApp(database, team);
  token = await insertAppToken(database, app);
  folder = await mkdtemp(join(tmpdir(), "apps-guide-"));
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  server.close();
  await runtime.close();
  await database.close();
});

function runSample(program: string, parameters: string[], code: string) {
  const env = { ...process.env, CLIENT_ID: app.id, CLIENT_SECRET: app.secret, ACCESS_TOKEN: token };
  const own = code.replaceAll("http://127.0.0.1:3000", server.origin);
  return run(program, [...parameters, own], { cwd: folder, env });
}

const runNode = (code: string) => runSample(process.execPath, ["--input-type=module", "-e"], code);

/** Sends the fields of the guide to the route that it names. Returns the status of the response. */
async function register(fields: string): Promise<number> {
  const { secret } = await insertKey(database, team, {
    environmentId: team.environments.production ?? "",
    inheritsPermissions: false,
    permissions: ["apps:write", "workers:read"],
  });
  const { status } = await fetch(`${server.origin}/v1/api/apps`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
    body: fields,
  });
  return status;
}

/** What the response of a sample in `sh` contains. */
function getExpected(code: string): RegExp {
  if (code.includes("/revoke")) return /^$/;
  return code.includes("/workers") ? /"data":\[/ : /"access_token":"bet_/;
}

test("every sample of the guide to apps works as written", { timeout: 120_000 }, async () => {
  const samples = await readSamples("apps");
  const [registered] = samples.filter(({ language }) => language === "json");
  expect(await register(registered?.code ?? "")).toBe(201);
  for (const { code } of samples.filter(({ language }) => language === "sh")) {
    const strict = 'set -eu; curl() { command curl -sS --fail-with-body "$@"; }\n';
    const { stdout } = await runSample("sh", ["-c"], strict + code);
    expect(stdout).toMatch(getExpected(code));
  }
  const [create = "", request = "", check = "", ...others] = samples
    .filter(({ language }) => language === "js")
    .map(({ code }) => code);
  expect(others).toEqual([]);
  const jwks = jwksInput.parse(JSON.parse((await runNode(create)).stdout));
  await database.prisma.app.update({
    where: { id: app.id },
    data: { jwks: { keys: jwks.keys.map((key) => JSON.parse(JSON.stringify(key))) } },
  });
  expect((await runNode(request)).stdout).toBe("200 3600 workers:read\n");
  expect((await runNode(`${check}\nconsole.log(typeof requireToken);`)).stdout).toBe("function\n");
});
