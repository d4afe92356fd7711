import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { type FuzzWorld, fuzzGateway, observationsOnly, onePatientOnly } from "#e2e/support/fhir/fuzz.ts";
import { personal } from "#e2e/support/fhir/fuzz-requests.ts";
import { createPatientTokens, createTestTokens } from "#e2e/support/fhir/fuzz-tokens.ts";
import { gatewayUrl, insertGateway } from "#e2e/support/fhir/gateway.ts";
import {
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { createLogger } from "#lib/platform/log/log.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { createKnownKeys } from "#lib/verification/cache/known-keys.ts";
import { followChanges } from "#lib/verification/changes/follow-changes.ts";

let database: Database;
let runtime: Runtime;
let server: TestAuthorizationServer;
let engine: FhirEngine;
const logged: string[] = [];
let following: ReturnType<typeof followChanges>;

beforeAll(async () => {
  database = await openTestDatabase();
  const plain = createTestRuntime(database);
  // In memory, as in a console: reading them from the database for every request would take most of the time.
  const keys = createKnownKeys(database, { maxKeys: 1_000, outageMs: 300_000 });
  const logger = createLogger({ level: "debug", destination: { write: (line) => void logged.push(line) } });
  runtime = { ...plain, keys, logger };
  following = followChanges({ ...plain, keys });
  server = await startAuthorizationServer(runtime, { fhirAllowLoopback: true });
  engine = await startFhirEngine();
});

afterAll(async () => {
  server.close();
  await engine.close();
  await following.stop();
  await runtime.close();
  await database.close();
});

// `npm run prove -- fhir-fuzz` sends 100,000 to the built product.
test.each<[string, number, FuzzWorld, typeof createTestTokens]>([
  ["observations", 2_000, observationsOnly, createTestTokens],
  ["the data of one patient", 2_000, onePatientOnly, createPatientTokens],
])("random requests get nothing but %s out of a FHIR server", async (_, requests, world, createTokens) => {
  logged.length = 0;
  const team = await insertTeam(database);
  const id = await insertGateway(database, team, { baseUrl: engine.baseUrl, allowsKeys: true });
  const report = await fuzzGateway({
    origin: server.origin,
    basePath: new URL(gatewayUrl(server.origin, id)).pathname,
    engine,
    world,
    credentials: await createTokens(database, team, id),
    requests,
    seed: 20_261_130,
  });
  expect(report.failures.slice(0, 10)).toEqual([]);
  expect(logged.length).toBeGreaterThan(1_000);
  expect(logged.filter((line) => line.includes(personal))).toEqual([]);
  expect(report.forwarded).toBeGreaterThan(200);
  expect(report.statuses.get(200)).toBeGreaterThan(100);
});
