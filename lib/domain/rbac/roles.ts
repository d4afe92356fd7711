/** The roles in ascending order. Their permissions are in permissions.ts. */
export const roles = ["viewer", "developer", "admin", "owner"] as const;

export type Role = (typeof roles)[number];

/** Whether `role` is `minRole` or above. */
export function isAtLeast(role: Role, minRole: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(minRole);
}

export function getLower(one: Role, other: Role): Role {
  return isAtLeast(one, other) ? other : one;
}
