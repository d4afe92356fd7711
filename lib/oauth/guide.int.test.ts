import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { readSamples } from "#e2e/docs/samples.ts";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp, insertAppToken, type TestApp } from "#e2e/support/oauth/apps.ts";
import {
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import { insertAppRule, insertTrustedIssuer } from "#e2e/support/oauth/federation.ts";
import { type IdentityProvider, startIdentityProvider } from "#e2e/support/oauth/identity-provider.ts";
import { startFhirServer } from "#e2e/support/servers/fhir-server.ts";
import { jwksInput } from "#lib/contract/apps/jwks.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

const run = promisify(execFile);
const audience = "https://console.example.com";
let database: Database;
let runtime: Runtime;
let server: TestAuthorizationServer;
let team: TestTeam;
let app: TestApp;
let token: string;
let folder: string;
let provider: IdentityProvider;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  server = await startAuthorizationServer(runtime, { fhirAllowLoopback: true });
  provider = await startIdentityProvider();
  team = await insertTeam(database);
  app = await insertApp(database, team);
  token = await insertAppToken(database, app);
  const issuerId = await insertTrustedIssuer(database, team, { preset: "github", issuer: provider.issuer });
  await insertAppRule(database, { appId: app.id, issuerId, audience, claims: { repository_id: ["4711"] } });
  folder = await mkdtemp(join(tmpdir(), "apps-guide-"));
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  await provider.close();
  server.close();
  await runtime.close();
  await database.close();
});

/** A token of a build of the repository 4711, which the app has a rule about. */
function issueIdentity(): Promise<string> {
  return provider.issue(audience, { repository_id: "4711" });
}

async function runSample(program: string, parameters: string[], code: string) {
  const variables = {
    CLIENT_ID: app.id,
    CLIENT_SECRET: app.secret,
    ACCESS_TOKEN: token,
    IDENTITY_TOKEN: await issueIdentity(),
  };
  const env = { ...process.env, ...variables };
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

const actionSchema = z.object({
  runs: z.object({ steps: z.tuple([z.object({ env: z.record(z.string(), z.string()), run: z.string() })]) }),
});

/** Runs the script of the composite action as a runner would. GitHub is the only part that isn't there. */
async function runAction(clientId: string, changes: Record<string, string> = {}) {
  const { runs } = actionSchema.parse(parse(await readFile("deploy/github-action/action.yml", "utf8")));
  const [{ env, run: script }] = runs.steps;
  expect(Object.keys(env).sort()).toEqual(["AUDIENCE", "CLIENT_ID", "CONSOLE", "SCOPE"]);
  const requests: string[] = [];
  const tokens = await startFhirServer((request, response) => {
    requests.push(`${request.headers.authorization} ${request.url}`);
    void issueIdentity().then((value) => response.end(JSON.stringify({ value })));
  });
  onTestFinished(() => tokens.close());
  const output = join(folder, "output");
  await writeFile(output, "");
  const variables = {
    CONSOLE: server.origin,
    CLIENT_ID: clientId,
    AUDIENCE: audience,
    SCOPE: "",
    ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${tokens.port}/token?api-version=2.0`,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-job",
    GITHUB_OUTPUT: output,
    ...changes,
  };
  const ended = await run("bash", ["-c", script], { env: { ...process.env, ...variables } }).then(
    ({ stdout }) => ({ code: 0, stdout }),
    ({ code, stdout }: { code: number; stdout: string }) => ({ code, stdout }),
  );
  return { ...ended, requests, output: await readFile(output, "utf8") };
}

test("the composite action gets a token, and says only that it got none", { timeout: 60_000 }, async () => {
  const { code, stdout, requests, output } = await runAction(app.id);
  expect([code, requests.map(decodeURIComponent)]).toEqual([
    0,
    [`Bearer of-the-job /token?api-version=2.0&audience=${audience}`],
  ]);
  const issued = /^access-token=(bet_.+)\n$/.exec(output)?.[1] ?? "";
  expect(stdout.split("\n")).toContain(`::add-mask::${issued}`);
  const refused = await runAction(`app_${"0".repeat(26)}`);
  expect([refused.code, refused.output]).toEqual([1, ""]);
  expect(refused.stdout).toContain("::error::The subject token is not accepted for this client");
});

test("the composite action accepts an address with a slash at its end", { timeout: 60_000 }, async () => {
  const { code, requests } = await runAction(app.id, { CONSOLE: `${server.origin}/`, AUDIENCE: "" });
  expect(requests.map(decodeURIComponent)).toEqual([
    `Bearer of-the-job /token?api-version=2.0&audience=${server.origin}`,
  ]);
  expect(code).toBe(0);
});
