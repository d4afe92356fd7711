import { listKeyFields } from "#lib/contract/keys/key-fields.ts";
import type { ListKeysQuery } from "#lib/contract/keys/keys.ts";
import { expiringSoonMs, idleAfterMs, listedUsageDays, unusedAfterMs } from "#lib/domain/keys/attention.ts";
import type { KeyStatus } from "#lib/domain/keys/status.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { getEnvironmentBound, getResourceBound, narrowEnvironment } from "#lib/services/bounds.ts";

export type KeyFilter = Partial<Omit<ListKeysQuery, "cursor" | "limit" | "sort">>;

const { sql } = Prisma;

export function asMoment(moment: Date): Prisma.Sql {
  return sql`${moment.toISOString()}::timestamptz`;
}

/** The column of a field, in the table `key`: `key.rate_limit_per_10_seconds`. */
export function columnOf(field: string): string {
  return `key.${field.replace(/[A-Z]|(?<=[a-z])\d/g, (letter) => `_${letter.toLowerCase()}`)}`;
}

const searchedColumns = listKeyFields(({ isSearched }) => isSearched === true).map((field) =>
  Prisma.raw(columnOf(field)),
);
const filteredFields = listKeyFields(({ filter }) => filter !== undefined);

/** Joins conditions, each of which is in parentheses. */
export function allOf(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return conditions.length === 0 ? sql`TRUE` : sql`(${Prisma.join([...conditions], ") AND (")})`;
}

function anyOf(conditions: readonly Prisma.Sql[]): Prisma.Sql {
  return sql`(${Prisma.join([...conditions], ") OR (")})`;
}

/** Whether the key has its own list of permissions. Others inherit those of a role. */
export const hasList = sql`NOT key.inherits_permissions`;

export function isLive(now: Date): Prisma.Sql {
  return sql`key.revoked_at IS NULL AND (key.expires_at IS NULL OR key.expires_at > ${asMoment(now)})`;
}

/** Where conditions stand: after WHERE, or after FILTER of a count, where PostgreSQL plans no joins. */
type Place = "where" | "filter";

/** In a filter, EXISTS would search the secrets again for every key, 2 s for 10,000 keys. IN reads them once. */
function isRotating(now: Date, place: Place): Prisma.Sql {
  if (place === "filter") {
    return sql`key.id IN (SELECT secret.key_id FROM key_secrets secret WHERE secret.ends_at > ${asMoment(now)})`;
  }
  return sql`EXISTS (SELECT FROM key_secrets secret WHERE secret.key_id = key.id AND secret.ends_at > ${asMoment(now)})`;
}

/** The rules of getKeyStatus as a condition. */
function hasStatus(status: KeyStatus, now: Date, place: Place): Prisma.Sql {
  switch (status) {
    case "revoked":
      return sql`key.revoked_at IS NOT NULL`;
    case "expired":
      return sql`key.revoked_at IS NULL AND key.expires_at <= ${asMoment(now)}`;
    case "disabled":
      return sql`${isLive(now)} AND key.disabled_at IS NOT NULL`;
    case "rotating":
      return sql`${isLive(now)} AND key.disabled_at IS NULL AND ${isRotating(now, place)}`;
    case "active":
      return sql`${isLive(now)} AND key.disabled_at IS NULL AND NOT (${isRotating(now, place)})`;
  }
}

/** Active, rotating and disabled together do not need the secrets. */
function hasAnyStatus(statuses: readonly KeyStatus[], now: Date, place: Place): Prisma.Sql {
  const isOver = (status: KeyStatus) => status === "expired" || status === "revoked";
  const live = new Set(statuses.filter((status) => !isOver(status)));
  const rest = live.size === 3 ? statuses.filter(isOver) : statuses;
  return anyOf([
    ...(live.size === 3 ? [isLive(now)] : []),
    ...rest.map((status) => hasStatus(status, now, place)),
  ]);
}

/** Whether the owner is the team or a current member. Verification rejects the keys of all others. */
function isOwnerPresent(teamId: string): Prisma.Sql {
  return sql`key.owner_type = 'team' OR key.owner_user_id IN (
    SELECT member.user_id FROM members member JOIN users person ON person.id = member.user_id
    WHERE member.team_id = ${teamId} AND member.status = 'active' AND person.status = 'active')`;
}

/** Read once per query. */
function isTeamOpen(teamId: string): Prisma.Sql {
  return sql`(SELECT team.suspended_at IS NULL FROM teams team WHERE team.id = ${teamId})`;
}

/** Whether verification accepts the key, apart from its bounds. */
function isActive(teamId: string, now: Date): Prisma.Sql {
  return sql`${isLive(now)} AND key.disabled_at IS NULL AND (${isOwnerPresent(teamId)}) AND ${isTeamOpen(teamId)}`;
}

function isExpiringSoon(now: Date): Prisma.Sql {
  const end = new Date(now.getTime() + expiringSoonMs);
  // Without the first part, this and its opposite would be null for keys that never expire.
  return sql`key.expires_at IS NOT NULL AND key.expires_at <= ${asMoment(end)}`;
}

function isUnused(now: Date): Prisma.Sql {
  const [created, used] = [unusedAfterMs, idleAfterMs].map((ms) => new Date(now.getTime() - ms));
  return sql`CASE WHEN key.last_used_at IS NULL THEN key.created_at <= ${asMoment(created ?? now)}
    ELSE key.last_used_at <= ${asMoment(used ?? now)} END`;
}

/** The condition on `day` for the days whose requests lists show. */
function isListedDay(now: Date): Prisma.Sql {
  const today = now.toISOString().slice(0, 10);
  return sql`day.day > ${today}::date - ${listedUsageDays}::int AND day.day <= ${today}::date`;
}

function hasRejections(now: Date): Prisma.Sql {
  return sql`EXISTS (SELECT FROM key_usage_days day WHERE day.key_id = key.id AND ${isListedDay(now)} AND day.refused > 0)`;
}

/** The key's requests in the days that lists show. */
export function countRequests(now: Date): Prisma.Sql {
  return sql`(SELECT coalesce(sum(day.accepted + day.refused), 0) FROM key_usage_days day
    WHERE day.key_id = key.id AND ${isListedDay(now)})::bigint`;
}

/** Searches for the literal text, in which LIKE's special characters are escaped. */
function hasText(text: string): Prisma.Sql {
  const pattern = `%${text.replace(/[\\%_]/g, "\\$&")}%`;
  return anyOf([
    ...searchedColumns.map((column) => sql`${column} ILIKE ${pattern}`),
    sql`EXISTS (SELECT FROM key_secrets secret WHERE secret.key_id = key.id AND secret.hint LIKE ${pattern})`,
  ]);
}

/** As `whereKeyVisible` of bounds.ts, as conditions on the table `key`. */
export function listVisible(scope: Scope): Prisma.Sql[] {
  const environment = getEnvironmentBound(scope);
  const resources = [...getResourceBound(scope)];
  return [
    ...(environment === null ? [] : [sql`key.environment_id = ${environment.id}`]),
    ...(resources.length === 0
      ? []
      : [
          // Reads only keys that share a resource with the caller. As an array, so that PostgreSQL looks each of them up.
          sql`key.id = ANY(ARRAY(SELECT held.key_id FROM key_resources held WHERE held.resource = ANY(${resources})))
            AND NOT EXISTS (
              SELECT FROM key_resources held WHERE held.key_id = key.id AND NOT held.resource = ANY(${resources}))`,
        ]),
  ];
}

function isEqualTo(field: string, value: unknown): Prisma.Sql {
  return sql`${Prisma.raw(columnOf(field))} = ${value}`;
}

/** The conditions of yes-or-no filters. None of them is ever null, so that each can be negated. */
const conditions = {
  active: (teamId: string, now: Date) => isActive(teamId, now),
  expiring: (teamId: string, now: Date) => sql`${isActive(teamId, now)} AND ${isExpiringSoon(now)}`,
  unused: (teamId: string, now: Date) => sql`${isActive(teamId, now)} AND ${isUnused(now)}`,
  rejected: (_: string, now: Date) => hasRejections(now),
  ownerSuspended: (teamId: string, now: Date) =>
    sql`${isLive(now)} AND key.disabled_at IS NULL AND NOT (${isOwnerPresent(teamId)})`,
} as const;

const conditionNames = Object.keys(conditions) as (keyof typeof conditions)[];

/** What a filter requires, apart from the team and the caller's bounds. */
export function listConditions(
  { teamId }: Scope,
  query: KeyFilter,
  now: Date,
  place: Place = "where",
): Prisma.Sql[] {
  const { environment, status, owner, permission, q = "" } = query;
  const found: Prisma.Sql[] = [];
  if (environment !== undefined) {
    found.push(
      sql`key.environment_id IN (SELECT id FROM environments WHERE team_id = ${teamId} AND slug = ${environment})`,
    );
  }
  if (status !== undefined) found.push(hasAnyStatus(status, now, place));
  if (owner === teamId) found.push(sql`key.owner_type = 'team'`);
  else if (owner !== undefined) found.push(isEqualTo("ownerUserId", owner));
  if (permission !== undefined) found.push(sql`${hasList} AND ${permission} = ANY(key.permissions)`);
  for (const name of conditionNames) {
    const wanted = query[name];
    if (wanted === undefined) continue;
    const condition = conditions[name](teamId, now);
    found.push(wanted ? condition : sql`NOT (${condition})`);
  }
  for (const field of filteredFields) {
    const value: unknown = Reflect.get(query, field);
    if (value !== undefined) found.push(isEqualTo(field, value));
  }
  if (q.trim() !== "") found.push(hasText(q.trim()));
  return found;
}

/** The team's keys that match a filter, of those the caller can see, as a condition on the table `key`. */
export function whereKeys(scope: Scope, query: KeyFilter, now: Date): Prisma.Sql {
  const environment = narrowEnvironment(scope, query.environment);
  // A calling key's environment is filtered by its id: a join would prevent PostgreSQL from reading in the list's order.
  const isBound = getEnvironmentBound(scope) !== null;
  const rest = { ...query, environment: isBound ? undefined : environment };
  return allOf([
    sql`key.team_id = ${scope.teamId}`,
    ...listVisible(scope),
    ...listConditions(scope, rest, now),
  ]);
}
