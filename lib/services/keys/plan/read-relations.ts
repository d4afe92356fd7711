import type { Database } from "#lib/platform/db/database.ts";
import type { ApiKey } from "#lib/platform/db/generated/client.ts";
import { type KeyRow, shownSecrets } from "./key-dto.ts";

/** The columns of readRelationsSql. Times inside JSON are text. */
interface RelationsRow {
  id: string;
  environment_slug: string;
  owner_name: string | null;
  is_instance_owner: boolean | null;
  member_role: KeyRow["ownerRole"];
  member_status: "active" | "suspended" | "removed" | null;
  secrets: {
    id: string;
    hint: string;
    createdAt: string;
    endsAt: string | null;
    lastUsedAt: string | null;
  }[];
  resources: string[];
  team_name: string;
  team_permissions: string[];
}

const readRelationsSql = `
  SELECT key.id, environment.slug AS environment_slug, owner.name AS owner_name, owner.is_instance_owner,
    member.role AS member_role,
    CASE WHEN owner.status = 'active' THEN member.status ELSE 'suspended' END AS member_status,
    COALESCE((
      SELECT json_agg(shown) FROM (
        SELECT secret.id, secret.hint, secret.created_at AS "createdAt", secret.ends_at AS "endsAt",
          secret.last_used_at AS "lastUsedAt"
        FROM key_secrets secret WHERE secret.key_id = key.id ORDER BY secret.id DESC LIMIT ${shownSecrets}
      ) shown
    ), '[]') AS secrets,
    ARRAY(SELECT held.resource FROM key_resources held WHERE held.key_id = key.id ORDER BY held.resource) AS resources,
    (SELECT team.name FROM teams team WHERE team.id = $1) AS team_name,
    ARRAY(SELECT own.name FROM team_permissions own WHERE own.team_id = $1 AND own.retired_at IS NULL)
      AS team_permissions
  FROM api_keys key
  JOIN environments environment ON environment.id = key.environment_id
  LEFT JOIN users owner ON owner.id = key.owner_user_id
  LEFT JOIN members member ON member.team_id = key.team_id AND member.user_id = key.owner_user_id
  WHERE key.team_id = $1 AND key.id = ANY($2)`;

/**
 * Reads the relations of `includeForDto` for a page of the team's keys in one statement instead of Prisma's seven, which
 * took most of the time of a list. Uses the connections that the page was read through.
 */
export async function readRelations(
  { keepsStatements }: Database,
  teamId: string,
  keys: readonly ApiKey[],
  pool: Database["pool"],
): Promise<KeyRow[]> {
  if (keys.length === 0) return [];
  const { rows } = await pool.query<RelationsRow>({
    ...(keepsStatements ? { name: "read-key-relations" } : {}),
    text: readRelationsSql,
    values: [teamId, keys.map(({ id }) => id)],
  });
  const found = new Map(rows.map((row) => [row.id, row]));
  return keys.flatMap((key) => {
    const row = found.get(key.id);
    // Rows are never deleted, so every key has its row.
    return row === undefined ? [] : [{ ...key, ...toRelations(key, row) }];
  });
}

function toMoment(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

function toRelations(key: ApiKey, row: RelationsRow): Omit<KeyRow, keyof ApiKey> {
  const { member_role: role, member_status: status } = row;
  return {
    environment: { slug: row.environment_slug },
    team: { name: row.team_name, permissions: row.team_permissions.map((name) => ({ name })) },
    ownerUser:
      key.ownerUserId === null
        ? null
        : {
            name: row.owner_name ?? "",
            isInstanceOwner: row.is_instance_owner ?? false,
            members: role === null || status === null ? [] : [{ role, status }],
          },
    secrets: row.secrets.map((secret) => ({
      ...secret,
      createdAt: new Date(secret.createdAt),
      endsAt: toMoment(secret.endsAt),
      lastUsedAt: toMoment(secret.lastUsedAt),
    })),
    resources: row.resources.map((resource) => ({ resource })),
  };
}
