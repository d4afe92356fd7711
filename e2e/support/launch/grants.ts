import type { TestTeam } from "#e2e/support/database/fixtures.ts";
import { insertFhirServer } from "#e2e/support/fhir/registered-servers.ts";
import { insertApp, type TestApp } from "#e2e/support/oauth/apps.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { AppGrant, FhirServer, Prisma } from "#lib/platform/db/generated/client.ts";

type Store = Pick<Database, "prisma">;

/** An app that people open, in development. */
export function insertLaunchableApp(
  database: Store,
  team: TestTeam,
  fields: Partial<Prisma.AppUncheckedCreateInput> = {},
): Promise<TestApp> {
  return insertApp(database, team, {
    kind: "public",
    scopes: ["patient/*.rs"],
    redirectUris: ["https://app.example.com/callback"],
    launchUri: "https://app.example.com/launch?theme=dark",
    ...fields,
  });
}

/** A FHIR server whose gateway is on. */
export function insertOpenServer(
  database: Store,
  team: TestTeam,
  fields: Partial<Prisma.FhirServerUncheckedCreateInput> = {},
): Promise<FhirServer> {
  const baseUrl = fields.baseUrl ?? "https://fhir.example.com/r4";
  return insertFhirServer(database, team, { baseUrl, gatewayBaseUrl: baseUrl, ...fields });
}

/** What a person gave an app, which got a token already. */
export async function insertGrant(
  database: Store,
  {
    app,
    server,
    userId,
    ...fields
  }: { app: TestApp; server: Pick<FhirServer, "id" | "baseUrl">; userId: string } & Partial<
    Omit<Prisma.AppGrantUncheckedCreateInput, "appId" | "serverId" | "userId">
  >,
): Promise<AppGrant> {
  const now = new Date();
  return database.prisma.appGrant.create({
    data: {
      id: createId("appGrant"),
      appId: app.id,
      teamId: app.teamId,
      userId,
      serverId: server.id,
      baseUrl: server.baseUrl,
      scopes: ["launch/patient", "patient/*.rs"],
      patientId: "canary-patient-4711",
      createdAt: now,
      lastTokenAt: now,
      expiresAt: new Date(now.getTime() + 90 * dayMs),
      ...fields,
    },
  });
}

/** Who a person is on a server. */
export async function insertPersonLink(
  database: Store,
  {
    server,
    userId,
    reference,
  }: { server: Pick<FhirServer, "id" | "baseUrl">; userId: string; reference: string },
): Promise<void> {
  const { id: serverId, baseUrl } = server;
  await database.prisma.fhirPersonLink.create({
    data: { serverId, baseUrl, userId, reference, createdById: userId, createdAt: new Date() },
  });
}
