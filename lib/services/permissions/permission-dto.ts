import type { PermissionDto } from "#lib/contract/keys/permissions.ts";
import {
  builtInPermissions,
  builtInPermissionTexts,
  getTeamPermissionRole,
} from "#lib/domain/rbac/permissions.ts";
import { Prisma, type TeamPermission } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { getEnvironmentBound, getResourceBound } from "#lib/services/bounds.ts";

/** The condition of whereKeyVisible (bounds.ts) in SQL: counting with Prisma would read every key. */
function whereVisibleSql(scope: Scope): Prisma.Sql {
  const environment = getEnvironmentBound(scope);
  const resources = [...getResourceBound(scope)];
  const inEnvironment =
    environment === null ? Prisma.empty : Prisma.sql`AND environment_id = ${environment.id}`;
  if (resources.length === 0) return inEnvironment;
  return Prisma.sql`${inEnvironment}
    AND EXISTS (SELECT 1 FROM key_resources held WHERE held.key_id = api_keys.id)
    AND NOT EXISTS (
      SELECT 1 FROM key_resources held WHERE held.key_id = api_keys.id AND held.resource <> ALL(${resources}))`;
}

/** The number of live keys that list each permission, of the keys the caller can see. */
export async function countListing(
  tx: Pick<Transaction, "$queryRaw">,
  scope: Scope,
  now: Date,
): Promise<Map<string, number>> {
  const rows = await tx.$queryRaw<{ name: string; keys: bigint }[]>`
    SELECT listed.name, count(*) AS keys FROM api_keys, unnest(permissions) AS listed (name)
    WHERE team_id = ${scope.teamId} AND NOT inherits_permissions AND revoked_at IS NULL
      AND (expires_at IS NULL OR expires_at > ${now}) ${whereVisibleSql(scope)}
    GROUP BY listed.name`;
  return new Map(rows.map(({ name, keys }) => [name, Number(keys)]));
}

export function toPermissionDto(permission: TeamPermission, listedByKeys: number): PermissionDto {
  const { id, name, description, createdAt } = permission;
  const role = getTeamPermissionRole(name);
  return { id, name, description, role, listedByKeys, createdAt: createdAt.toISOString() };
}

/** The built-in permissions, which teams cannot change. */
export function listBuiltIn(listing: ReadonlyMap<string, number>): PermissionDto[] {
  return Object.entries(builtInPermissions).map(([name, role]) => ({
    id: null,
    name,
    description: builtInPermissionTexts[asBuiltIn(name)],
    role,
    listedByKeys: listing.get(name) ?? 0,
    createdAt: null,
  }));
}

/** Object.entries loses the type of the names. */
function asBuiltIn(name: string): keyof typeof builtInPermissions {
  return name as keyof typeof builtInPermissions;
}
