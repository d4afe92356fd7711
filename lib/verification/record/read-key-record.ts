import type { KeyRecord, MetadataValue } from "#lib/domain/keys/key-record.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readTokenRecord } from "./tokens/read-token-record.ts";

/** The row, with the column names of readKeyRecordSql. */
interface KeyRecordRow {
  key_id: string;
  secret_id: string;
  team_id: string;
  team_deleted_at: Date | null;
  team_suspended_at: Date | null;
  name: string;
  environment_id: string;
  environment_slug: string;
  allows_team_management: boolean;
  owner_type: "user" | "team";
  owner_role: Role | null;
  user_id: string | null;
  user_status: "active" | "suspended" | null;
  is_instance_owner: boolean | null;
  member_id: string | null;
  member_role: Role | null;
  member_status: "active" | "suspended" | "removed" | null;
  inherits_permissions: boolean;
  permissions: string[];
  team_permissions: string[];
  team_environments: string[];
  resources: string[];
  allowed_ips: string[];
  rate_limit_per_minute: number | null;
  rate_limit_per_10_seconds: number | null;
  metadata: Record<string, MetadataValue>;
  external_id: string | null;
  expires_at: Date | null;
  disabled_at: Date | null;
  revoked_at: Date | null;
  secret_created_at: Date;
  secret_ends_at: Date | null;
}

/** Returns at most one row. Every table in it is read through an index. */
export const readKeyRecordSql = `
  SELECT key.id AS key_id, secret.id AS secret_id, secret.created_at AS secret_created_at,
    secret.ends_at AS secret_ends_at,
    key.team_id, team.deleted_at AS team_deleted_at, team.suspended_at AS team_suspended_at, key.name,
    environment.id AS environment_id, environment.slug AS environment_slug, environment.allows_team_management,
    key.owner_type, key.owner_role, owner.id AS user_id, owner.status AS user_status,
    owner.is_instance_owner, member.id AS member_id, member.role AS member_role, member.status AS member_status,
    key.inherits_permissions, key.permissions, key.allowed_ips, key.rate_limit_per_minute, key.rate_limit_per_10_seconds,
    key.metadata, key.external_id, key.expires_at, key.disabled_at, key.revoked_at,
    ARRAY(SELECT own.name FROM team_permissions own WHERE own.team_id = key.team_id AND own.retired_at IS NULL)
      AS team_permissions,
    ARRAY(SELECT own.slug FROM environments own WHERE own.team_id = key.team_id AND own.retired_at IS NULL ORDER BY own.slug)
      AS team_environments,
    ARRAY(SELECT held.resource FROM key_resources held WHERE held.key_id = key.id) AS resources
  FROM key_secrets secret
  JOIN api_keys key ON key.id = secret.key_id
  JOIN teams team ON team.id = key.team_id
  JOIN environments environment ON environment.id = key.environment_id
  LEFT JOIN users owner ON owner.id = key.owner_user_id
  LEFT JOIN members member ON member.team_id = key.team_id AND member.user_id = key.owner_user_id
  WHERE secret.hash = $1`;

/**
 * Reads the record of the secret with this SHA-256 digest (as latin1 text) with one indexed query. Without such a secret, it
 * can be an access token, which a second query finds. Null if there is neither.
 */
export async function readKeyRecord(
  { lookUpPool, keepsStatements }: Pick<Database, "lookUpPool" | "keepsStatements">,
  digest: string,
): Promise<KeyRecord | null> {
  const { rows } = await lookUpPool.query<KeyRecordRow>({
    // All connections to the embedded engine share one session: a statement prepared by one could not be
    // prepared again by the next.
    ...(keepsStatements ? { name: "read-key-record" } : {}),
    text: readKeyRecordSql,
    values: [Buffer.from(digest, "latin1")],
  });
  const [row] = rows;
  return row === undefined ? readTokenRecord({ lookUpPool, keepsStatements }, digest) : toKeyRecord(row);
}

function toMs(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}

function toKeyRecord(row: KeyRecordRow): KeyRecord {
  const { rate_limit_per_minute: perMinute, rate_limit_per_10_seconds: per10Seconds } = row;
  return {
    credential: "key",
    keyId: row.key_id,
    secretId: row.secret_id,
    teamId: row.team_id,
    name: row.name,
    environment: {
      id: row.environment_id,
      slug: row.environment_slug,
      allowsTeamManagement: row.allows_team_management,
    },
    owner: row.owner_type === "team" ? toTeamOwner(row) : toUserOwner(row),
    memberId: row.member_id,
    inheritsPermissions: row.inherits_permissions,
    permissions: row.permissions,
    smartScopes: [],
    grant: null,
    teamPermissions: row.team_permissions,
    teamEnvironments: row.team_environments,
    resources: row.resources,
    allowedIps: row.allowed_ips,
    rateLimit: perMinute === null && per10Seconds === null ? null : { perMinute, per10Seconds },
    metadata: row.metadata,
    externalId: row.external_id,
    expiresAtMs: toMs(row.expires_at),
    disabledAtMs: toMs(row.disabled_at),
    revokedAtMs: toMs(row.revoked_at),
    secretCreatedAtMs: row.secret_created_at.getTime(),
    secretEndsAtMs: toMs(row.secret_ends_at),
    isTeamDeleted: row.team_deleted_at !== null,
    isTeamSuspended: row.team_suspended_at !== null,
  };
}

function toTeamOwner(row: KeyRecordRow): KeyRecord["owner"] {
  return {
    type: "team",
    id: row.team_id,
    // A team's key without a role has only the permissions of the lowest role.
    role: row.owner_role ?? "viewer",
    status: "active",
    isInstanceOwner: false,
  };
}

function toUserOwner(row: KeyRecordRow): KeyRecord["owner"] {
  const memberStatus = row.member_status ?? "removed";
  const isSuspended = memberStatus === "active" && row.user_status !== "active";
  return {
    type: "user",
    id: row.user_id ?? "",
    role: row.member_role ?? "viewer",
    status: isSuspended ? "suspended" : memberStatus,
    isInstanceOwner: row.is_instance_owner ?? false,
  };
}
