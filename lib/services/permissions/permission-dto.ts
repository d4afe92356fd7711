import type { PermissionDto } from "#lib/contract/keys/permissions.ts";
import {
  builtInPermissions,
  builtInPermissionTexts,
  getTeamPermissionRole,
} from "#lib/domain/rbac/permissions.ts";
import { Prisma, type TeamPermission } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { allOf, hasList, isLive, listVisible } from "#lib/services/keys/query/where-keys.ts";

const { sql } = Prisma;

/** The number of live keys that list each permission, of the keys the caller can see. */
export async function countListing(
  tx: Pick<Transaction, "$queryRaw">,
  scope: Scope,
  now: Date,
): Promise<Map<string, number>> {
  const conditions = allOf([
    sql`key.team_id = ${scope.teamId}`,
    ...listVisible(scope),
    sql`${hasList} AND ${isLive(now)}`,
  ]);
  const rows = await tx.$queryRaw<{ name: string; keys: bigint }[]>`
    SELECT listed.name, count(*) AS keys FROM api_keys key, unnest(key.permissions) AS listed (name)
    WHERE ${conditions} GROUP BY listed.name`;
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
