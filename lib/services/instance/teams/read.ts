import type { InstanceTeamDto } from "#lib/contract/instance/teams.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toTeamRows } from "./team-rows.ts";

const maxMembers = 200;

/** GET /instance/teams/{id}: one team with its members and limits, but none of its keys. Throws `not_found`. */
export async function readInstanceTeam(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<InstanceTeamDto> {
  authorizeInstanceOwner(ctx);
  return describeTeam(ctx, id);
}

/** What readInstanceTeam returns, without asking who wants to know. */
export async function describeTeam(ctx: ServiceContext, id: string): Promise<InstanceTeamDto> {
  const { database } = ctx.runtime;
  const team = await database.prisma.team.findFirst({ where: { id, deletedAt: null } });
  if (team === null) throw notFound();
  const members = await database.prisma.member.findMany({
    where: { teamId: id, status: { not: "removed" } },
    orderBy: [{ role: "desc" }, { user: { name: "asc" } }, { id: "asc" }],
    take: maxMembers,
    select: {
      userId: true,
      role: true,
      status: true,
      user: { select: { name: true, email: true, status: true } },
    },
  });
  const [row] = await toTeamRows(database, [team], ctx.now);
  if (row === undefined) throw notFound();
  const { suspendedById, suspensionReason } = team;
  return {
    ...row,
    suspendedBy:
      suspendedById === null
        ? null
        : await database.prisma.user.findUnique({
            where: { id: suspendedById },
            select: { id: true, name: true },
          }),
    suspensionReason,
    keyRateLimitMax: { perMinute: team.rateLimitPerMinuteMax, per10Seconds: team.rateLimitPer10SecondsMax },
    members: members.map(({ userId, role, status, user }) => ({
      userId,
      name: user.name,
      email: user.email,
      role,
      status: status === "active" && user.status === "active" ? "active" : "suspended",
    })),
  };
}
