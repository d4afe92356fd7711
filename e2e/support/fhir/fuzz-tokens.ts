import { insertKey, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { insertApp, insertAppToken } from "#e2e/support/oauth/apps.ts";
import { insertGrantToken } from "#e2e/support/oauth/grants.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { patientId } from "./canaries.ts";

/** Limits that are never reached. */
const unlimited = { rateLimitPerMinute: 2_000_000_000, rateLimitPer10Seconds: 2_000_000_000 };

/** Credentials for a fuzz: of apps that can see or change observations, and of keys that can see nothing. */
export async function createTestTokens(
  database: Database,
  team: TestTeam,
  serverId: string,
): Promise<string[]> {
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
  const { token: given } = await insertGrantToken(database, team, {
    serverId,
    scopes: ["user/Observation.rs", "patient/Observation.rs"],
    patientId,
  });
  return [reading, reading, changing, changing, given, given, boundToAnother.secret, inheriting.secret];
}

/** Credentials for a fuzz: what people gave apps for the data of one patient, and for nobody's. */
export async function createPatientTokens(
  database: Database,
  team: TestTeam,
  serverId: string,
): Promise<string[]> {
  const insertToken = async (scopes: string[], patient: string | null) => {
    const options = { serverId, scopes, patientId: patient };
    return (await insertGrantToken(database, team, options)).token;
  };
  const everything = await insertToken(["patient/*.cruds"], patientId);
  const reading = await insertToken(["patient/*.rs", "user/Practitioner.c"], patientId);
  const nobody = await insertToken(["patient/*.cruds"], null);
  return [everything, everything, everything, reading, reading, nobody];
}
