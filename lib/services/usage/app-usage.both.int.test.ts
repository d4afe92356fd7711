import { afterAll, beforeAll, expect, test } from "vitest";
import {
  apiKeyActorOf,
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
  type TestTeam,
  userActorOf,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertAppToken, insertDeveloperApp, type TestApp } from "#e2e/support/oauth/apps.ts";
import { listRequestsQuery } from "#lib/contract/keys/requests.ts";
import { teamUsageQuery } from "#lib/contract/keys/usage.ts";
import { summarizeUsage } from "#lib/jobs/usage/summarize-usage.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readDatabaseTime } from "#lib/platform/db/database-time.ts";
import { nameUsageServices } from "#lib/services/keys/usage/name-services.ts";
import { listRequests } from "#lib/services/requests/list.ts";
import { explainRequest } from "#lib/services/requests/read.ts";
import { answerAuth } from "#lib/verification/answer/answer-auth.ts";
import { readTeamUsage } from "./read-groups.ts";
import { readOverviewUsage } from "./read-overview.ts";

let database: Database;
let runtime: ReturnType<typeof createTestRuntime>;
let team: TestTeam;
let app: TestApp;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database, { authAnyTeam: true });
  team = await insertTeam(database);
  app = await insertDeveloperApp(database, team, { name: "Nightly reports" });
  const tokens = [await insertAppToken(database, app), await insertAppToken(database, app)];
  const ended = await insertAppToken(database, app, { revokedAt: new Date() });
  for (const token of [...tokens, ended]) {
    await answerAuth(runtime, {
      path: "",
      search: "",
      authorization: `Bearer ${token}`,
      apiKey: null,
      address: "203.0.113.9",
      requestId: `req_${token.slice(-8)}`,
      transportProblem: null,
    });
  }
  await runtime.usage.flush();
  await runtime.requests.flush();
});

afterAll(async () => {
  await runtime.close();
  await database.close();
});

const asOwner = async () => createContext(runtime, await userActorOf(database, team, team.owner.id));

async function asKey(environment: string) {
  const environmentId = team.environments[environment] ?? "";
  const { id } = await insertKey(database, team, { environmentId });
  return createContext(runtime, await apiKeyActorOf(database, id));
}

test("the requests of all tokens count for the app, by app, outcome and environment", async () => {
  const readNow = async (by: string) => readTeamUsage(await asOwner(), teamUsageQuery.parse({ by }));
  expect((await readNow("key")).data).toEqual([
    { by: app.id, name: "Nightly reports", count: 3, rejected: 1, keys: 1 },
  ]);
  expect((await readNow("environment")).data).toMatchObject([{ by: "development", count: 3 }]);
  expect(await readNow("outcome")).toMatchObject({ total: 3, rejected: 1 });
});

test("the overview and the sums count apps", async () => {
  const before = await readOverviewUsage(await asOwner(), "24h", undefined);
  expect(before).toMatchObject({ topKeys: [{ by: app.id, name: "Nightly reports", count: 3 }] });
  expect(before.environments).toMatchObject([{ slug: "development", total: 3 }]);
  // As if the requests had been sent some hours ago, so that their hour is over.
  await database.pool.query("UPDATE key_usage SET starts_at = starts_at - interval '5 hours'");
  await summarizeUsage(runtime, await readDatabaseTime(database));
  const sums = await database.prisma.keyUsageSummary.findMany({
    where: { keyId: app.id, durationSeconds: 3600 },
  });
  expect(sums.map(({ teamId, count }) => ({ teamId, count: Number(count) }))).toEqual(
    expect.arrayContaining([{ teamId: team.id, count: 2 }]),
  );
  const after = await readOverviewUsage(await asOwner(), "24h", undefined);
  expect(after.topKeys).toEqual(before.topKeys);
  expect(after.environments).toEqual(before.environments);
});

test("the request log names the app and finds its requests, for those who can see it", async () => {
  const query = listRequestsQuery.parse({ key: app.id });
  const { data } = await listRequests(await asOwner(), query);
  const named = { id: app.id, name: "Nightly reports" };
  expect(data.map(({ key, secretId, outcome }) => ({ key, secretId, outcome }))).toEqual(
    expect.arrayContaining([
      { key: named, secretId: app.secretId, outcome: "VALID" },
      { key: named, secretId: app.secretId, outcome: "REVOKED" },
    ]),
  );
  expect((await listRequests(await asKey("development"), query)).data).toHaveLength(data.length);
  await expect(listRequests(await asKey("production"), query)).rejects.toMatchObject({ code: "forbidden" });
  const all = listRequestsQuery.parse({});
  expect((await listRequests(await asKey("development"), all)).data).toHaveLength(data.length);
  expect((await listRequests(await asKey("production"), all)).data).toEqual([]);
  const other = await insertTeam(database);
  const stranger = createContext(runtime, await userActorOf(database, other, other.owner.id));
  await expect(listRequests(stranger, query)).rejects.toMatchObject({ code: "not_found" });
});

test("a rejected token is explained as a token", async () => {
  const { data } = await listRequests(await asOwner(), listRequestsQuery.parse({ outcome: "REVOKED" }));
  const explained = await explainRequest(await asOwner(), { id: data[0]?.id ?? "" });
  expect(explained.checks.find(({ name }) => name === "status")).toMatchObject({
    verdict: "failed",
    message: "The token is revoked, or its app is deleted.",
  });
  expect(explained.advice).toBe("Request a new token. If the app is deleted, use another app.");
});

test("a service that verifies with a token is named as an app", async () => {
  const names = await nameUsageServices(await asOwner(), [app.id, team.owner.id]);
  expect(names.get(app.id)).toEqual({ name: "Nightly reports", kind: "app" });
});
