import { ServiceError } from "#lib/domain/common/errors.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import type { ServiceContext } from "#lib/services/context.ts";

type Kind = keyof Config["teamMaximums"];

/** At this distance from the maximum, counting without a lock is safe. */
const safeDistance = 100;

const settings: Record<Kind, string> = {
  keys: "MAX_KEYS_PER_TEAM",
  members: "MAX_MEMBERS_PER_TEAM",
  invitations: "MAX_INVITATIONS_PER_TEAM",
  apps: "MAX_APPS_PER_TEAM",
};

function select(kind: Kind, teamId: string, now: Date): Prisma.Sql {
  switch (kind) {
    case "keys":
      return Prisma.sql`SELECT 1 FROM api_keys WHERE team_id = ${teamId} AND revoked_at IS NULL`;
    case "apps":
      return Prisma.sql`SELECT 1 FROM apps WHERE team_id = ${teamId} AND deleted_at IS NULL`;
    case "members":
      return Prisma.sql`SELECT 1 FROM members WHERE team_id = ${teamId} AND status <> 'removed'`;
    case "invitations":
      return Prisma.sql`
        SELECT 1 FROM invitations WHERE team_id = ${teamId} AND accepted_at IS NULL AND withdrawn_at IS NULL
          AND expires_at > ${now.toISOString()}::timestamptz`;
  }
}

/** Throws `conflict` if the team has as many keys, apps, members or pending invitations as the settings allow. */
export async function assertRoom(
  tx: Transaction,
  ctx: Pick<ServiceContext, "runtime" | "now">,
  teamId: string,
  kind: Kind,
): Promise<void> {
  const max = ctx.runtime.config.teamMaximums[kind];
  const count = async () => {
    const [row] = await tx.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (${select(kind, teamId, ctx.now)} LIMIT ${max}) AS present`;
    return row?.count ?? 0;
  };
  if ((await count()) < max - safeDistance) return;
  await tx.$executeRaw`SELECT 1 FROM teams WHERE id = ${teamId} FOR UPDATE`;
  if ((await count()) < max) return;
  throw new ServiceError("conflict", {
    message: `This team already has ${max} ${kind}, the maximum. Remove some, or ask an administrator of this console to raise ${settings[kind]}`,
  });
}
