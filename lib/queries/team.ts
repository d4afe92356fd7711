import "server-only";

import type { Role } from "#lib/rbac/roles.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** More than a list to choose from can take; the search finds the others. */
const mostPeople = 200;

export interface Person {
  id: string;
  name: string;
  role: Role;
  isManager: boolean;
}

/** The team's people by name; managers are those who may change what others may do. */
export async function readPeople(ctx: ServiceContext): Promise<Person[]> {
  const { teamId } = authorize(ctx, "members:read");
  const members = await ctx.runtime.database.prisma.member.findMany({
    where: { teamId, status: "active" },
    orderBy: [{ user: { name: "asc" } }, { id: "asc" }],
    take: mostPeople,
    select: { role: true, user: { select: { id: true, name: true } } },
  });
  return members.map(({ role, user }) => ({
    ...user,
    role,
    isManager: role === "admin" || role === "owner",
  }));
}
