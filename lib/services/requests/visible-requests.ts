import { ServiceError } from "#lib/domain/common/errors.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { getEnvironmentBound, getResourceBound } from "#lib/services/bounds.ts";
import { allOf, listVisible } from "#lib/services/keys/query/where-keys.ts";

const { sql } = Prisma;

/**
 * The team's requests that the caller can see, as a condition on the table `request`: a person all of them, a key
 * those with the keys and apps it can see. The log has no relation to keys, because a verification must not wait for one.
 */
export function isRequestVisible(scope: Scope): Prisma.Sql {
  const { teamId } = scope;
  const visible = listVisible(scope);
  const isOfTeam = sql`request.team_id = ${teamId}`;
  if (scope.bounds.kind === "person") return isOfTeam;
  const isSeen = allOf([sql`key.id = request.key_id`, sql`key.team_id = ${teamId}`, ...visible]);
  return sql`${isOfTeam} AND (EXISTS (SELECT FROM api_keys key WHERE ${isSeen}) OR ${isOfVisibleApp(scope)})`;
}

/** As `whereAppVisible` of bounds.ts. */
function isOfVisibleApp(scope: Scope): Prisma.Sql {
  const environment = getEnvironmentBound(scope);
  if (getResourceBound(scope).length > 0) return sql`FALSE`;
  return sql`EXISTS (SELECT FROM apps app WHERE app.id = request.key_id AND app.team_id = ${scope.teamId}
    AND (${environment?.id ?? null}::text IS NULL OR app.environment_id = ${environment?.id ?? null}))`;
}

/** Whether the caller can read what concerns the whole console: requests without a known key. */
export function isConsoleAdministrator({ actor }: Scope): boolean {
  return actor.type === "user" && actor.isInstanceOwner;
}

/** Throws `forbidden` unless the caller can read requests without a known key. */
export function assertConsoleAdministrator(scope: Scope): void {
  if (isConsoleAdministrator(scope)) return;
  throw new ServiceError("forbidden");
}
