import "server-only";

import type { TeamUserActor } from "#lib/auth/session/page-actor.ts";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";

/** The viewer of a page about keys, and what they can do there. The services enforce this; pages only show it. */
export function describeViewer({ userId, team, permissions }: TeamUserActor) {
  const canWrite = permissions.has("keys:write");
  return {
    userId,
    role: team.role,
    permissions: [...permissions].sort(),
    canWrite,
    canWriteAll: canWrite && isAtLeast(team.role, "admin"),
  };
}
