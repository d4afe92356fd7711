import { insertKey, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { insertApp, insertAppToken } from "#e2e/support/oauth/apps.ts";
import type { Database } from "#lib/platform/db/database.ts";

/** Limits that are never reached. */
const unlimited = { rateLimitPerMinute: 2_000_000_000, rateLimitPer10Seconds: 2_000_000_000 };

/** Credentials for a fuzz: of apps that can see or change observations, and of keys that can see nothing. */
export async function createTestTokens(database: Database, team: TestTeam): Promise<string[]> {
  const insertToken = async (...scopes: string[]) => {
    const app = await insertApp(database, team, { ...unlimited, role: "developer", scopes });
    return insertAppToken(database, app);
  };
  const boundToAnother = await insertKey(database, team, {
    ...unlimited,
    inheritsPermissions: false,
    permissions: ["fhir.data:read", "fhir.data:write"],
    resources: { create: [{ resource: "fhir.servers:srv_00000000000000000000000000" }] },
  });
  const inheriting = await insertKey(database, team, unlimited);
  const reading = await insertToken("system/Observation.rs");
  const changing = await insertToken("system/Observation.cruds", "workers:read");
  return [reading, reading, changing, changing, boundToAnother.secret, inheriting.secret];
}
