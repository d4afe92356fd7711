import type { TestTeam } from "#e2e/support/database/fixtures.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { createAppSecret, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

export interface TestApp {
  id: string;
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
  return { id, ...(await insertAppSecret(database, team, { appId: id })) };
}
