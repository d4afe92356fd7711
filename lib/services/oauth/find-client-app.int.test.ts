import { afterAll, beforeAll, expect, test } from "vitest";
import { insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertApp, insertAppSecret } from "#e2e/support/oauth/apps.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { findClientApp } from "./find-client-app.ts";

let database: Database;
let team: TestTeam;

beforeAll(async () => {
  database = await openTestDatabase();
  team = await insertTeam(database);
});

afterAll(() => database.close());

const find = (id: string, now = new Date()) => findClientApp(database, id, { address: "203.0.113.9", now });

test("has its live secrets, its keys and its limits", async () => {
  const now = new Date();
  const jwks = { keys: [{ kty: "EC", kid: "one" }] };
  const [lastTokenAt, tokensEndedAt] = [new Date("2026-01-01"), new Date("2026-01-02")];
  const fields = { lastTokenAt, tokensEndedAt, jwks, rateLimitPerMinute: 50, tokenFormat: "jwt" };
  const app = await insertApp(database, team, fields);
  const graced = await insertAppSecret(database, team, {
    appId: app.id,
    endsAt: new Date(now.getTime() + 60_000),
  });
  await insertAppSecret(database, team, { appId: app.id, endsAt: now });
  const found = await find(app.id, now);
  expect(found?.secrets.map(({ id }) => id).sort()).toEqual([app.secretId, graced.secretId].sort());
  expect(found?.secrets.map(({ hash }) => hash.length)).toEqual([32, 32]);
  expect(found).toMatchObject({
    id: app.id,
    teamId: team.id,
    environment: "development",
    kind: "service",
    scopes: ["workers:read"],
    format: "jwt",
    jwks,
    jwksUri: null,
    rateLimit: { perMinute: 50, per10Seconds: null },
    lastTokenAt,
    tokensEndedAt,
  });
});

test("has no secrets if all have ended, and is missing if it is unknown", async () => {
  const app = await insertApp(database, team);
  await database.prisma.appSecret.update({ where: { id: app.secretId }, data: { endsAt: new Date() } });
  expect(await find(app.id, new Date())).toMatchObject({ id: app.id, secrets: [] });
  expect(await find(createId("app"))).toBeNull();
});
