import { isWithinScopes } from "#lib/domain/apps/scopes.ts";
import { readSmartScope } from "#lib/domain/apps/smart-scope.ts";
import type { KeyRecord } from "#lib/domain/keys/key-record.ts";
import { listCurrentScopes } from "#lib/domain/launch/offer-scopes.ts";
import type { Role } from "#lib/domain/rbac/roles.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { isTableUnreadable } from "#lib/platform/db/server/database-errors.ts";
import { readGrantRecord, type TokenGrant } from "./read-grant-record.ts";

/** The row, with the column names of readTokenRecordSql. */
interface TokenRecordRow {
  app_id: string;
  team_id: string;
  team_deleted_at: Date | null;
  team_suspended_at: Date | null;
  name: string;
  role: Role;
  environment_id: string;
  environment_slug: string;
  allows_team_management: boolean;
  app_scopes: string[];
  team_permissions: string[];
  team_environments: string[];
  allowed_ips: string[];
  rate_limit_per_minute: number | null;
  rate_limit_per_10_seconds: number | null;
  disabled_at: Date | null;
  deleted_at: Date | null;
  tokens_ended_at: Date | null;
  secret_id: string | null;
  secret_ends_at: Date | null;
  grant_id: string | null;
  scopes: string[];
  created_at: Date;
  expires_at: Date;
  revoked_at: Date | null;
}

/** Returns at most one row. Every table in it is read through an index. */
export const readTokenRecordSql = `
  SELECT app.id AS app_id, app.team_id, team.deleted_at AS team_deleted_at, team.suspended_at AS team_suspended_at,
    app.name, app.role,
    environment.id AS environment_id, environment.slug AS environment_slug, environment.allows_team_management,
    app.scopes AS app_scopes, app.allowed_ips, app.rate_limit_per_minute, app.rate_limit_per_10_seconds,
    app.disabled_at, app.deleted_at, app.tokens_ended_at,
    token.secret_id, secret.ends_at AS secret_ends_at, token.grant_id,
    token.scopes, token.created_at, token.expires_at, token.revoked_at,
    ARRAY(SELECT own.name FROM team_permissions own WHERE own.team_id = app.team_id AND own.retired_at IS NULL)
      AS team_permissions,
    ARRAY(SELECT own.slug FROM environments own WHERE own.team_id = app.team_id AND own.retired_at IS NULL ORDER BY own.slug)
      AS team_environments
  FROM app_tokens token
  JOIN apps app ON app.id = token.app_id
  JOIN teams team ON team.id = app.team_id
  JOIN environments environment ON environment.id = app.environment_id
  LEFT JOIN app_secrets secret ON secret.id = token.secret_id
  WHERE token.hash = $1`;

/** Reads the record of the access token with this SHA-256 digest (as latin1 text). Null if there is none. */
export async function readTokenRecord(
  { lookUpPool, keepsStatements }: Pick<Database, "lookUpPool" | "keepsStatements">,
  digest: string,
): Promise<KeyRecord | null> {
  const row = await readRow({ lookUpPool, keepsStatements }, digest);
  if (row === null) return null;
  if (row.grant_id === null) return toTokenRecord(row);
  const given = await readGrantRecord({ lookUpPool, keepsStatements }, row.grant_id);
  return given === null ? null : toGrantTokenRecord(row, given);
}

async function readRow(
  { lookUpPool, keepsStatements }: Pick<Database, "lookUpPool" | "keepsStatements">,
  digest: string,
): Promise<TokenRecordRow | null> {
  try {
    const { rows } = await lookUpPool.query<TokenRecordRow>({
      ...(keepsStatements ? { name: "read-token-record" } : {}),
      text: readTokenRecordSql,
      values: [Buffer.from(digest, "latin1")],
    });
    return rows[0] ?? null;
  } catch (error) {
    // Keys are found first, so a process that only verifies keeps working before its grants are complete.
    if (isTableUnreadable(error)) return null;
    throw error;
  }
}

function toMs(date: Date | null): number | null {
  return date === null ? null : date.getTime();
}

/** A token ends with its app, by itself, and with the public keys of the assertion that it was requested with. */
function findRevokedAt(row: TokenRecordRow): Date | null {
  const { secret_id: secretId, created_at: createdAt, tokens_ended_at: endedAt } = row;
  const isOfEndedKeys = secretId === null && endedAt !== null && createdAt <= endedAt;
  return row.revoked_at ?? row.deleted_at ?? (isOfEndedKeys ? endedAt : null);
}

function toTokenRecord(row: TokenRecordRow): KeyRecord {
  const { rate_limit_per_minute: perMinute, rate_limit_per_10_seconds: per10Seconds } = row;
  // The app can have lost scopes since the token was issued.
  const scopes = row.scopes.filter((scope) => isWithinScopes(row.app_scopes, scope));
  return {
    credential: "app",
    keyId: row.app_id,
    secretId: row.secret_id ?? row.app_id,
    teamId: row.team_id,
    name: row.name,
    environment: {
      id: row.environment_id,
      slug: row.environment_slug,
      allowsTeamManagement: row.allows_team_management,
    },
    owner: { type: "team", id: row.team_id, role: row.role, status: "active", isInstanceOwner: false },
    memberId: null,
    inheritsPermissions: false,
    permissions: scopes.filter((scope) => readSmartScope(scope) === null),
    smartScopes: scopes.filter((scope) => readSmartScope(scope) !== null),
    grant: null,
    teamPermissions: row.team_permissions,
    teamEnvironments: row.team_environments,
    resources: [],
    allowedIps: row.allowed_ips,
    rateLimit: perMinute === null && per10Seconds === null ? null : { perMinute, per10Seconds },
    metadata: {},
    externalId: null,
    expiresAtMs: row.expires_at.getTime(),
    disabledAtMs: toMs(row.disabled_at),
    revokedAtMs: toMs(findRevokedAt(row)),
    secretCreatedAtMs: row.created_at.getTime(),
    secretEndsAtMs: toMs(row.secret_ends_at),
    isTeamDeleted: row.team_deleted_at !== null,
    isTeamSuspended: row.team_suspended_at !== null,
  };
}

/** The record of a token that a person gave an app: it ends with its grant, and has data scopes of people only. */
function toGrantTokenRecord(
  row: TokenRecordRow,
  { grant, context, owner, memberId, expiresAtMs, endedAt }: TokenGrant,
): KeyRecord {
  const token = toTokenRecord(row);
  const scopes = listCurrentScopes(row.scopes, row.app_scopes);
  const mayNamePerson = scopes.includes("openid") && scopes.includes("fhirUser");
  return {
    ...token,
    grant: {
      ...grant,
      context: { ...context, scopes, fhirUser: mayNamePerson ? context.fhirUser : null },
    },
    owner,
    memberId,
    permissions: [],
    smartScopes: token.smartScopes.filter((scope) => readSmartScope(scope)?.level !== "system"),
    expiresAtMs: Math.min(token.expiresAtMs ?? expiresAtMs, expiresAtMs),
    revokedAtMs: token.revokedAtMs ?? toMs(endedAt),
  };
}
