import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSamples } from "#e2e/docs/samples.ts";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { seededResources } from "#e2e/support/fhir/canaries.ts";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import {
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

const run = promisify(execFile);
let database: Database;
let runtime: Runtime;
let server: TestAuthorizationServer;
let engine: FhirEngine;
let team: TestTeam;
let folder: string;
/** The variables that the guide uses. */
const variables: Record<string, string> = {};

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  server = await startAuthorizationServer(runtime, { fhirAllowLoopback: true });
  engine = await startFhirEngine({ authorization: "Bearer the-token-of-the-server" });
  await engine.seed(seededResources);
  team = await insertTeam(database);
  folder = await mkdtemp(join(tmpdir(), "fhir-guide-"));
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
});

afterAll(async () => {
  await rm(folder, { recursive: true });
  server.close();
  await engine.close();
  await runtime.close();
  await database.close();
});

async function insertProductionKey(...permissions: string[]): Promise<string> {
  const environmentId = team.environments.production ?? "";
  const { secret } = await insertKey(database, team, {
    environmentId,
    inheritsPermissions: false,
    permissions,
  });
  return secret;
}

async function runSample(program: string, parameters: string[], code: string): Promise<string> {
  const own = code
    .replaceAll("http://127.0.0.1:3000", server.origin)
    .replaceAll("https://fhir.example.com/r4", engine.baseUrl);
  const env = { ...process.env, ...variables };
  return (await run(program, [...parameters, own], { cwd: folder, env })).stdout;
}

const strict = 'set -eu; curl() { command curl -sS --fail-with-body "$@"; }\n';
const runShell = async (code: string): Promise<Record<string, unknown>> =>
  JSON.parse(await runSample("sh", ["-c"], strict + code));

async function registerApp(fields: string): Promise<{ id: string; secret: string }> {
  const key = await insertProductionKey("apps:write");
  const response = await fetch(`${server.origin}/v1/api/apps`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: fields,
  });
  expect(response.status).toBe(201);
  return response.json();
}

test("every sample of the guide to health data works as written", { timeout: 120_000 }, async () => {
  const samples = await readSamples("fhir");
  const list = (language: string) =>
    samples.filter((sample) => sample.language === language).map(({ code }) => code);
  const [register = "", setCredential = "", turnOn = "", search = "", ...others] = list("sh");
  expect(others).toEqual([]);
  variables.BYTEENGINE_API_KEY = await insertProductionKey("fhir.servers:write", "fhir.gateway:write");
  variables.SERVER_ID = String((await runShell(register)).id);
  expect(await runShell(setCredential)).toMatchObject({ credential: { kind: "bearer", isUsable: true } });
  const base = `${server.origin}/v1/api/fhir/servers/${variables.SERVER_ID}/fhir`;
  expect(await runShell(turnOn)).toMatchObject({ gateway: { enabled: true, allowsKeys: false, url: base } });

  const [fields = "", ...otherFields] = list("json");
  expect(otherFields).toEqual([]);
  const app = await registerApp(fields);
  Object.assign(variables, { CLIENT_ID: app.id, CLIENT_SECRET: app.secret });
  const [readAll = "", ...otherPrograms] = list("js");
  expect(otherPrograms).toEqual([]);
  const lines = (await runSample(process.execPath, ["--input-type=module", "-e"], readAll))
    .trim()
    .split("\n");
  expect(lines).toHaveLength(30);
  expect(lines[0]).toMatch(/^o\d+ final$/);

  variables.FHIR_KEY = await insertProductionKey("fhir.data:read");
  await expect(runShell(search)).rejects.toThrow();
  await database.prisma.fhirServer.update({
    where: { id: variables.SERVER_ID },
    data: { gatewayAllowsKeys: true },
  });
  await expect.poll(() => runShell(search).catch(() => null)).toMatchObject({ type: "searchset" });
});
