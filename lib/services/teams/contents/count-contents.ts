import { authorizeRole } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { wherePending } from "#lib/services/invitations/find-invitation.ts";

/** What is deleted with a team. */
export interface TeamContents {
  /** Keys that work, or work again once they are enabled. */
  keys: number;
  /** Also disabled ones. */
  apps: number;
  /** Also suspended ones, and the owner. */
  members: number;
  /** That can still be accepted. */
  invitations: number;
  environments: number;
  fhirServers: number;
  workers: number;
  permissions: number;
}

/** Counts what an owner would delete with the team. */
export async function countTeamContents(ctx: ServiceContext): Promise<TeamContents> {
  const { teamId } = authorizeRole(ctx, "owner");
  const { prisma } = ctx.runtime.database;
  const { now } = ctx;
  const isCurrent = { OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] };
  const [keys, apps, members, invitations, environments, fhirServers, workers, permissions] =
    await Promise.all([
      prisma.apiKey.count({ where: { teamId, revokedAt: null, ...isCurrent } }),
      prisma.app.count({ where: { teamId, deletedAt: null } }),
      prisma.member.count({ where: { teamId, status: { not: "removed" } } }),
      prisma.invitation.count({ where: { teamId, ...wherePending(now) } }),
      prisma.environment.count({ where: { teamId, retiredAt: null } }),
      prisma.fhirServer.count({ where: { teamId, deletedAt: null } }),
      prisma.worker.count({ where: { teamId, deletedAt: null } }),
      prisma.teamPermission.count({ where: { teamId, retiredAt: null } }),
    ]);
  return { keys, apps, members, invitations, environments, fhirServers, workers, permissions };
}
