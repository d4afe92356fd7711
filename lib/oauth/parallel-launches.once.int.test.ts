import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestRuntime, insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { insertGateway } from "#e2e/support/fhir/gateway.ts";
import { launchOnce } from "#e2e/support/launch/launch-once.ts";
import { insertLaunchedApp, patientIds, patientResources } from "#e2e/support/launch/launch-world.ts";
import {
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

let database: Database;
let runtime: Runtime;
let server: TestAuthorizationServer;
let engine: FhirEngine;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  server = await startAuthorizationServer(runtime, { fhirAllowLoopback: true });
  engine = await startFhirEngine({ records: false });
  await engine.seed(patientResources);
});

afterAll(async () => {
  server.close();
  await engine.close();
  await runtime.close();
  await database.close();
});

// `npm run prove -- parallel-launches` runs 1,000 on two instances.
test("no launch gets the patient of another, of 40 by one person at once", { timeout: 60_000 }, async () => {
  const unlimited = { rateLimitPerMinute: 2_000_000_000, rateLimitPer10Seconds: 2_000_000_000 };
  const team = await insertTeam(database);
  const world = {
    origins: [server.origin],
    publicOrigin: server.origin,
    teamId: team.id,
    serverId: await insertGateway(database, team, { baseUrl: engine.baseUrl }),
    cookie: (await insertLiveSession(database, runtime, team.owner.id)).cookie,
    key: (await insertKey(database, team, unlimited)).secret,
    app: await insertLaunchedApp(database, team, unlimited),
  };
  const launches = Array.from({ length: 40 }, (_, round) => {
    const patientId = patientIds[round % patientIds.length] ?? "";
    const others = patientIds.filter((id) => id !== patientId);
    return launchOnce(world, { round, patientId, others });
  });
  expect((await Promise.all(launches)).flat()).toEqual([]);
  const grants = await database.prisma.appGrant.groupBy({
    by: ["patientId"],
    _count: true,
    where: { appId: world.app.id },
    orderBy: { patientId: "asc" },
  });
  expect(grants).toEqual(patientIds.map((patientId) => ({ patientId, _count: 20 })));
});
