import type { TestTeam } from "#e2e/support/database/fixtures.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createAccessToken, createAppSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

export interface TestApp {
  id: string;
  teamId: string;
  secretId: string;
  secret: string;
}

/** Another secret of an app. By default it is current. */
export async function insertAppSecret(
  database: Pick<Database, "prisma">,
  team: Pick<TestTeam, "owner">,
  { appId, endsAt = null }: { appId: string; endsAt?: Date | null },
): Promise<{ secretId: string; secret: string }> {
  const secret = createAppSecret();
  const secretId = createId("appSecret");
  const hash = new Uint8Array(hashSecret(secret));
  const fields = {
    hint: `${secret.slice(0, 13)}…${secret.slice(-4)}`,
    createdById: team.owner.id,
    createdAt: new Date(),
    endsAt,
  };
  await database.prisma.appSecret.create({ data: { id: secretId, appId, hash, ...fields } });
  return { secretId, secret };
}

/** A service app with one secret. By default it is in development and can view workers. */
export async function insertApp(
  database: Pick<Database, "prisma">,
  team: TestTeam,
  fields: Partial<Prisma.AppUncheckedCreateInput> = {},
): Promise<TestApp> {
  const now = new Date();
  const id = createId("app");
  await database.prisma.app.create({
    data: {
      id,
      teamId: team.id,
      environmentId: team.environments.development ?? "",
      name: `App ${id.slice(-6)}`,
      kind: "service",
      role: "viewer",
      scopes: ["workers:read"],
      createdById: team.owner.id,
      createdAt: now,
      updatedAt: now,
      ...fields,
    },
  });
  return { id, teamId: team.id, ...(await insertAppSecret(database, team, { appId: id })) };
}

/** A service app whose tokens can do most of what a developer can, and read observations. */
export function insertDeveloperApp(
  database: Pick<Database, "prisma">,
  team: TestTeam,
  fields: Partial<Prisma.AppUncheckedCreateInput> = {},
): Promise<TestApp> {
  const scopes = ["keys:read", "keys:write", "keys:verify", "workers:read", "system/Observation.rs"];
  return insertApp(database, team, { role: "developer", scopes, ...fields });
}

/** An access token of the app. By default an opaque one that its secret got, for an hour, with all of the app's scopes. */
export async function insertAppToken(
  database: Pick<Database, "prisma">,
  app: TestApp,
  {
    token = createAccessToken(),
    ...fields
  }: Partial<Prisma.AppTokenUncheckedCreateInput> & { token?: string } = {},
): Promise<string> {
  const { scopes } = await database.prisma.app.findUniqueOrThrow({ where: { id: app.id } });
  await database.prisma.appToken.create({
    data: {
      hash: new Uint8Array(hashSecret(token)),
      appId: app.id,
      secretId: app.secretId,
      scopes,
      createdAt: new Date(),
      expiresAt: new Date(Date.now() + 3_600_000),
      ...fields,
    },
  });
  return token;
}

/** A JSON Web Token of an app (RFC 9068) with these claims. Its signature is random. */
export function createSignedToken(claims: Record<string, unknown> = {}): string {
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const jti = createId("request");
  return [
    encode({ alg: "ES384", typ: "at+jwt", kid: createId("signingKey") }),
    encode({ iss: "http://localhost/oauth", client_id: createId("app"), jti, ...claims }),
    hashSecret(jti).toString("base64url").repeat(2),
  ].join(".");
}
