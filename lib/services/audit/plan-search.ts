import { findAuditActions } from "#lib/contract/team/audit-actions.ts";
import { splitSearch } from "#lib/contract/team/audit-events.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import type { ReadScope } from "#lib/services/authorize.ts";
import { getEnvironmentBound, getResourceBound } from "#lib/services/bounds.ts";

const { sql } = Prisma;

/** As `whereKeyVisible` of bounds.ts, for one row of the table `key` that was found by its id. */
function isKeyVisible(scope: ReadScope): Prisma.Sql {
  const environment = getEnvironmentBound(scope);
  const resources = [...getResourceBound(scope)];
  const inEnvironment = environment === null ? sql`TRUE` : sql`key.environment_id = ${environment.id}`;
  if (resources.length === 0) return inEnvironment;
  return sql`${inEnvironment}
    AND EXISTS (SELECT FROM key_resources held WHERE held.key_id = key.id)
    AND NOT EXISTS (
      SELECT FROM key_resources held WHERE held.key_id = key.id AND NOT held.resource = ANY(${resources}))`;
}

/** As `whereAppVisible` of bounds.ts, for one row of the table `app` that was found by its id. */
function isAppVisible(scope: ReadScope): Prisma.Sql {
  const environment = getEnvironmentBound(scope);
  if (getResourceBound(scope).length > 0) return sql`FALSE`;
  return environment === null ? sql`TRUE` : sql`app.environment_id = ${environment.id}`;
}

/**
 * The name that `toAuditEventDtos` shows for an id. The prefix chooses one table, which is read by its primary key: an event
 * costs the same however many names the team has, and whatever the statistics of the tables say.
 */
function findName(scope: ReadScope, id: Prisma.Sql): Prisma.Sql {
  const { teamId } = scope;
  return sql`CASE split_part(${id}, '_', 1)
    WHEN 'user' THEN (SELECT person.name FROM users person WHERE person.id = ${id})
    WHEN 'key' THEN (
      SELECT key.name FROM api_keys key WHERE key.id = ${id} AND key.team_id = ${teamId} AND ${isKeyVisible(scope)})
    WHEN 'mem' THEN (
      SELECT person.name FROM members member JOIN users person ON person.id = member.user_id
      WHERE member.id = ${id} AND member.team_id = ${teamId})
    WHEN 'tgr' THEN (
      SELECT named.group_name FROM team_groups named WHERE named.id = ${id} AND named.team_id = ${teamId})
    WHEN 'srv' THEN (SELECT named.name FROM fhir_servers named WHERE named.id = ${id} AND named.team_id = ${teamId})
    WHEN 'wrk' THEN (SELECT named.name FROM workers named WHERE named.id = ${id} AND named.team_id = ${teamId})
    WHEN 'app' THEN (
      SELECT app.name FROM apps app WHERE app.id = ${id} AND app.team_id = ${teamId} AND ${isAppVisible(scope)})
    WHEN 'env' THEN (SELECT named.label FROM environments named WHERE named.id = ${id} AND named.team_id = ${teamId})
    WHEN 'perm' THEN (
      SELECT named.name FROM team_permissions named WHERE named.id = ${id} AND named.team_id = ${teamId})
    WHEN 'team' THEN (SELECT named.name FROM teams named WHERE named.id = ${id} AND named.id = ${teamId})
  END`;
}

/**
 * What the caller sees of `event`, as the row `shown`. Only that is searched: neither hashes, nor salts, nor other personal
 * data, nor the id of a key or app that acted and that the caller can't see. No word contains the line break between two texts.
 * OFFSET 0 keeps PostgreSQL from computing the row again for each word.
 */
function showEvent(scope: ReadScope): Prisma.Sql {
  const actor = sql`event.actor_id`;
  return sql`LATERAL (
    SELECT named.founder_id,
      CASE WHEN event.actor_type IN ('apiKey', 'app') AND named.actor IS NULL THEN '' ELSE event.actor_id END AS actor_id,
      lower(concat_ws(chr(10), named.actor, named.target, event.personal->>'address', event.personal->>'email')) AS text
    FROM (
      SELECT founder.id AS founder_id, ${findName(scope, sql`event.target_id`)} AS target,
        CASE WHEN founder.id IS NULL THEN ${findName(scope, actor)}
          ELSE (SELECT person.name FROM users person WHERE person.id = founder.id) END AS actor
      FROM (
        SELECT CASE event.actor_type WHEN 'system' THEN event.changes->>'ownerUserId' END AS id OFFSET 0
      ) founder OFFSET 0
    ) named OFFSET 0
  ) shown`;
}

function matchWord(word: string): Prisma.Sql {
  const actions = findAuditActions(word);
  return sql`(strpos(shown.text, lower(${word})) > 0 OR event.action = ANY(${actions}::text[])
    OR ${word} IN (shown.actor_id, shown.founder_id, event.target_id, event.id, event.request_id))`;
}

interface SearchPlan {
  /** What to read beside `event`. */
  shown: Prisma.Sql;
  /** The condition on both. */
  matches: Prisma.Sql;
}

/** A search for events in which the caller sees every word of a text. */
export function planSearch(scope: ReadScope, text: string): SearchPlan {
  const conditions = splitSearch(text).map(matchWord);
  return {
    shown: showEvent(scope),
    matches: conditions.length === 0 ? sql`TRUE` : Prisma.join(conditions, " AND "),
  };
}
