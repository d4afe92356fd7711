import type { Role } from "#lib/domain/rbac/roles.ts";

export const roleNames: Record<Role, string> = {
  viewer: "Viewer",
  developer: "Developer",
  admin: "Admin",
  owner: "Owner",
};
