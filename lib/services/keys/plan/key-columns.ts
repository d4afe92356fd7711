import type { KeyChanges } from "#lib/contract/keys/keys.ts";

/** The columns of the permissions. Nothing if they are not given. */
export function toPermissionColumns(permissions: KeyChanges["permissions"]) {
  if (permissions === undefined) return {};
  const inheritsPermissions = permissions === "inherit";
  return { inheritsPermissions, permissions: inheritsPermissions ? [] : permissions };
}

/** The columns of the given fields, most of which have the field's name. Resources are rows of their own. */
export function toColumns<Fields extends KeyChanges>(fields: Fields) {
  const { permissions, rateLimit, resources: _, ...columns } = fields;
  return {
    ...columns,
    ...toPermissionColumns(permissions),
    // Prisma ignores undefined, so setting one of the two limits keeps the other.
    rateLimitPerMinute: rateLimit === null ? null : rateLimit?.perMinute,
    rateLimitPer10Seconds: rateLimit === null ? null : rateLimit?.per10Seconds,
  };
}
