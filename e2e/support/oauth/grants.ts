import type { TestTeam } from "#e2e/support/database/fixtures.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { insertApp, insertAppToken, type TestApp } from "./apps.ts";

export interface TestGrant {
  id: string;
  app: TestApp;
  userId: string;
  /** An access token of it, for an hour. */
  token: string;
}

interface GrantOptions {
  serverId: string;
  scopes: string[];
  /** The patient in context. Default: none. */
  patientId?: string | null;
  /** Default: the team's owner. */
  userId?: string;
  /** Default: a public app of its own, with the same scopes. */
  app?: TestApp;
  grant?: Partial<Prisma.AppGrantUncheckedCreateInput>;
  /** Other fields of the access token. */
  token?: Pick<Partial<Prisma.AppTokenUncheckedCreateInput>, "scopes" | "expiresAt" | "revokedAt">;
}

/** What a person gave an app, with an access token of it: as if they had authorized the app for this server. */
export async function insertGrantToken(
  database: Pick<Database, "prisma">,
  team: TestTeam,
  { serverId, scopes, patientId = null, userId = team.owner.id, ...options }: GrantOptions,
): Promise<TestGrant> {
  const app =
    options.app ??
    (await insertApp(database, team, { kind: "public", role: "viewer", scopes, ...unlimited }));
  const id = createId("appGrant");
  const createdAt = new Date();
  const baseUrl = await readBaseUrl(database, serverId);
  await database.prisma.appGrant.create({
    data: {
      id,
      appId: app.id,
      teamId: team.id,
      userId,
      serverId,
      baseUrl,
      scopes,
      patientId,
      createdAt,
      expiresAt: new Date(createdAt.getTime() + 90 * 86_400_000),
      ...options.grant,
    },
  });
  const token = await insertAppToken(database, app, {
    secretId: null,
    grantId: id,
    scopes,
    ...options.token,
  });
  return { id, app, userId, token };
}

async function readBaseUrl({ prisma }: Pick<Database, "prisma">, serverId: string): Promise<string> {
  const { baseUrl } = await prisma.fhirServer.findUniqueOrThrow({ where: { id: serverId } });
  return baseUrl;
}

/** Limits that are never reached. */
const unlimited = { rateLimitPerMinute: 2_000_000_000, rateLimitPer10Seconds: 2_000_000_000 };

/** Says who a person is on a FHIR server, for example `Patient/123`. */
export async function insertPersonLink(
  database: Pick<Database, "prisma">,
  { serverId, userId, reference }: { serverId: string; userId: string; reference: string },
): Promise<void> {
  const baseUrl = await readBaseUrl(database, serverId);
  await database.prisma.fhirPersonLink.create({
    data: { serverId, baseUrl, userId, reference, createdById: userId, createdAt: new Date() },
  });
}
