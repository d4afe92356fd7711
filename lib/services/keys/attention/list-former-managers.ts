import { dayMs } from "#lib/domain/common/durations.ts";
import { listEffectivePermissions } from "#lib/domain/rbac/permissions.ts";
import {
  findTeamManagementProblem,
  type TeamManagementPermission,
} from "#lib/domain/rbac/team-management.ts";
import type { Database } from "#lib/platform/db/database.ts";

/** The period that the notice about the upgrade covers. */
const lookBackMs = 30 * dayMs;

const maxKeys = 100;

const permissions: Readonly<Record<string, TeamManagementPermission>> = {
  member: "members:write",
  invitation: "members:write",
  team: "team:write",
  permission: "team:write",
  environment: "team:write",
};

/** A live key that managed members or a team in the last 30 days and no longer can. */
export interface FormerManager {
  id: string;
  name: string;
  hint: string;
  teamId: string;
  lastManagedAt: string;
  /** The permissions it must list, besides having no resources and an environment that allows team management. */
  needs: TeamManagementPermission[];
}

interface Managed {
  keyId: string;
  targetType: string;
  lastAt: Date;
}

/** Changes that keys made to members and teams, from the audit log. `teamId` null: in every team. */
function readManaged({ prisma }: Pick<Database, "prisma">, teamId: string | null, now: Date) {
  const since = new Date(now.getTime() - lookBackMs);
  const targetTypes = Object.keys(permissions);
  return prisma.$queryRaw<Managed[]>`
    SELECT actor_id AS "keyId", target_type AS "targetType", max(occurred_at) AS "lastAt"
    FROM audit_events
    WHERE (${teamId}::text IS NULL OR chain_id = ${teamId}) AND occurred_at > ${since.toISOString()}::timestamptz
      AND actor_type = 'apiKey' AND target_type = ANY(${targetTypes})
    GROUP BY 1, 2 ORDER BY 3 DESC LIMIT ${maxKeys}`;
}

function readKeys({ prisma }: Pick<Database, "prisma">, ids: readonly string[], now: Date) {
  return prisma.apiKey.findMany({
    where: {
      id: { in: [...ids] },
      revokedAt: null,
      OR: [{ expiresAt: null }, { expiresAt: { gt: now } }],
      team: { deletedAt: null },
    },
    include: {
      environment: true,
      resources: true,
      ownerUser: { include: { members: true } },
      secrets: { orderBy: { id: "desc" }, take: 1, select: { hint: true } },
    },
  });
}

/**
 * Keys that managed a team before a key had to list `members:write` and `team:write`, and are now rejected, so that the
 * console can warn about them. Empty when they are changed, and at the latest 30 days after they last managed a team.
 */
export async function listFormerManagers(
  database: Pick<Database, "prisma">,
  teamId: string | null,
  now: Date,
): Promise<FormerManager[]> {
  const managed = await readManaged(database, teamId, now);
  if (managed.length === 0) return [];
  const keys = await readKeys(
    database,
    managed.map(({ keyId }) => keyId),
    now,
  );
  return keys.flatMap((key) => {
    const own = managed.filter(({ keyId }) => keyId === key.id);
    const member = key.ownerUser?.members.find((membership) => membership.teamId === key.teamId);
    const role = member?.role ?? key.ownerRole ?? "viewer";
    const holder = {
      permissions: listEffectivePermissions(key, { role, isInstanceOwner: false }, []),
      resources: key.resources.map(({ resource }) => resource),
      environment: key.environment,
    };
    const needed = new Set(own.map(({ targetType }) => permissions[targetType] ?? "team:write"));
    const needs = [...needed].filter((permission) => findTeamManagementProblem(holder, permission) !== null);
    if (needs.length === 0) return [];
    const lastAt = Math.max(...own.map((use) => use.lastAt.getTime()));
    const { id, name, secrets } = key;
    const lastManagedAt = new Date(lastAt).toISOString();
    return [
      { id, name, hint: secrets[0]?.hint ?? "", teamId: key.teamId, lastManagedAt, needs: needs.sort() },
    ];
  });
}
