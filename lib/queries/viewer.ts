import "server-only";

import type { TeamUserActor } from "#lib/auth/page-actor.ts";
import { isAtLeast } from "#lib/rbac/roles.ts";

/** Who looks at a page about keys, and what they may do there; the services decide, this only foretells. */
export function describeViewer({ userId, team, permissions }: TeamUserActor) {
  const mayWrite = permissions.has("keys:write");
  return {
    userId,
    role: team.role,
    permissions: [...permissions].sort(),
    mayWrite,
    mayWriteEveryones: mayWrite && isAtLeast(team.role, "admin"),
  };
}
