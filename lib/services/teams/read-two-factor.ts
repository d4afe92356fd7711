import { hasSecondFactor, whereSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import { authorizeRole } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** A page can't usefully show more. */
const maxNames = 50;

/** Which active members of the team lack a second factor. For admins and owners. */
export async function readTeamTwoFactor(ctx: ServiceContext) {
  const { actor, teamId } = authorizeRole(ctx, "admin");
  const { prisma } = ctx.runtime.database;
  const active = { teamId, status: "active" } as const;
  const lacking = { ...active, user: { NOT: whereSecondFactor } };
  const [memberCount, missingCount, missing, hasOwn] = await Promise.all([
    prisma.member.count({ where: active }),
    prisma.member.count({ where: lacking }),
    prisma.member.findMany({
      where: lacking,
      orderBy: [{ user: { name: "asc" } }, { id: "asc" }],
      take: maxNames,
      select: { user: { select: { id: true, name: true } } },
    }),
    hasSecondFactor(prisma, actor.userId),
  ]);
  return {
    rule: ctx.runtime.config.requireTwoFactor,
    hasOwn,
    memberCount,
    missingCount,
    missing: missing.map(({ user }) => user),
  };
}
