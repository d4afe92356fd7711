import { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertGatewayServer } from "#e2e/support/fhir/gateway-world.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { recordFhirUse } from "#lib/services/fhir-servers/gateway/record-fhir-use.ts";
import { writeFhirUse } from "#lib/services/fhir-servers/gateway/write-fhir-use.ts";
import { startWritingFhirUse } from "./write-fhir-use.ts";

let database: Database;
let runtime: ReturnType<typeof createTestRuntime>;
let server: { id: string };

const now = Date.parse("2026-11-30T10:59:59.999Z");
const use = { resourceType: "Observation", interaction: "read", outcome: "ok", now } as const;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

beforeEach(async () => {
  server = await insertGatewayServer(database, await insertTeam(database), {
    baseUrl: "http://127.0.0.1/r4",
  });
});

async function listRows() {
  const rows = await database.prisma.fhirServerUsage.findMany({
    where: { serverId: server.id },
    orderBy: [{ startsAt: "asc" }, { resourceType: "asc" }, { interaction: "asc" }, { outcome: "asc" }],
  });
  return rows.map(({ startsAt, resourceType, interaction, outcome, count }) =>
    [startsAt.toISOString(), resourceType, interaction, outcome, count].join(" "),
  );
}

test("adds counts to those of the same hour, and counts types that FHIR doesn't have together", async () => {
  recordFhirUse(runtime, { ...use, serverId: server.id });
  recordFhirUse(runtime, { ...use, serverId: server.id, outcome: "refused" });
  await writeFhirUse(runtime);
  for (const resourceType of ["Smith", "Jones", null]) {
    recordFhirUse(runtime, { ...use, serverId: server.id, resourceType });
  }
  recordFhirUse(runtime, { ...use, serverId: server.id });
  recordFhirUse(runtime, { ...use, serverId: server.id, now: now + 1 });
  await writeFhirUse(runtime);
  expect(await listRows()).toEqual([
    "2026-11-30T10:00:00.000Z Observation read ok 2",
    "2026-11-30T10:00:00.000Z Observation read refused 1",
    "2026-11-30T10:00:00.000Z other read ok 3",
    "2026-11-30T11:00:00.000Z Observation read ok 1",
  ]);
});

test("two processes that write at once lose nothing", async () => {
  const runtimes = [runtime, createTestRuntime(database)];
  for (let i = 0; i < 20; i++) {
    for (const one of runtimes)
      recordFhirUse(one, { ...use, serverId: server.id, interaction: `read-${i % 5}` });
    await Promise.all(runtimes.map((one) => writeFhirUse(one)));
  }
  expect((await listRows()).map((row) => row.split(" ").at(-1))).toEqual(["8", "8", "8", "8", "8"]);
});

test("keeps what could not be written, and drops what is of no server", async () => {
  recordFhirUse(runtime, { ...use, serverId: server.id });
  recordFhirUse(runtime, { ...use, serverId: "srv_gone" });
  const pool = new Pool({ connectionString: "postgres://127.0.0.1:1/none" });
  await expect(writeFhirUse({ ...runtime, database: { pool } })).rejects.toThrow("ECONNREFUSED");
  await writeFhirUse(runtime);
  expect(await listRows()).toEqual(["2026-11-30T10:00:00.000Z Observation read ok 1"]);
  expect(runtime.fhirUse.take()).toEqual({ counts: [], omitted: 0 });
});

test("writes the last counts when it stops", async () => {
  const writing = startWritingFhirUse(runtime);
  recordFhirUse(runtime, { ...use, serverId: server.id });
  await writing.stop();
  expect(await listRows()).toHaveLength(1);
});
