import type { InstanceTeamRow } from "#lib/contract/instance/teams.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Team } from "#lib/platform/db/generated/client.ts";

interface Counts {
  id: string;
  members: bigint;
  keys: bigint;
  requests: bigint;
}

/** The rows of these teams, with what is counted for each: members, keys that work, and the sums of the last 7 days. */
export async function toTeamRows(
  { prisma }: Pick<Database, "prisma">,
  teams: readonly Team[],
  now: Date,
): Promise<InstanceTeamRow[]> {
  const ids = teams.map(({ id }) => id);
  const since = new Date(now.getTime() - 7 * dayMs).toISOString();
  const rows = await prisma.$queryRaw<Counts[]>`
    SELECT team.id,
      (SELECT count(*) FROM members member WHERE member.team_id = team.id AND member.status <> 'removed') AS members,
      (SELECT count(*) FROM api_keys key
        LEFT JOIN members owner ON owner.team_id = key.team_id AND owner.user_id = key.owner_user_id
        LEFT JOIN users person ON person.id = key.owner_user_id
        WHERE key.team_id = team.id AND team.suspended_at IS NULL AND key.revoked_at IS NULL AND key.disabled_at IS NULL
          AND (key.expires_at IS NULL OR key.expires_at > ${now.toISOString()}::timestamptz)
          AND (key.owner_type = 'team' OR (owner.status = 'active' AND person.status = 'active'))) AS keys,
      (SELECT COALESCE(sum(summary.count), 0)::bigint FROM team_usage_summaries summary
        WHERE summary.team_id = team.id AND summary.starts_at >= ${since}::timestamptz) AS requests
    FROM teams team WHERE team.id = ANY(${ids})`;
  const counts = new Map(rows.map((row) => [row.id, row]));
  return teams.map(({ id, slug, name, createdAt, suspendedAt }) => {
    const counted = counts.get(id);
    return {
      id,
      slug,
      name,
      createdAt: createdAt.toISOString(),
      suspendedAt: suspendedAt?.toISOString() ?? null,
      memberCount: Number(counted?.members ?? 0n),
      activeKeys: Number(counted?.keys ?? 0n),
      requests7d: Number(counted?.requests ?? 0n),
    };
  });
}
