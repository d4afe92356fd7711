import type { TestTeam } from "#e2e/support/database/fixtures.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createAccessToken, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

export interface TestApp {
  id: string;
  teamId: string;
  secretId: string;
}

/** A service app of the team with a current client secret. By default it is in development, with all permissions of a developer. */
export async function insertApp(
  database: Pick<Database, "prisma">,
  team: TestTeam,
  fields: Partial<Prisma.AppUncheckedCreateInput> = {},
): Promise<TestApp> {
  const id = createId("app");
  const secretId = createId("appSecret");
  const now = new Date();
  const of = { createdById: team.owner.id, createdAt: now };
  await database.prisma.app.create({
    data: {
      ...of,
      id,
      teamId: team.id,
      environmentId: team.environments.development ?? "",
      name: `App ${id.slice(-4)}`,
      kind: "service",
      role: "developer",
      scopes: ["keys:read", "keys:write", "keys:verify", "workers:read", "system/Observation.rs"],
      updatedAt: now,
      ...fields,
      secrets: {
        create: { ...of, id: secretId, hash: new Uint8Array(hashSecret(secretId)), hint: "be_app_…" },
      },
    },
  });
  return { id, teamId: team.id, secretId };
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
