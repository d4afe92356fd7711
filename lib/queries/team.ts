import "server-only";

import type { Role } from "#lib/domain/rbac/roles.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** A select can't usefully show more. The search finds the others. */
const maxPeople = 200;

export interface Person {
  id: string;
  name: string;
  role: Role;
  isManager: boolean;
}

/** The active members of the team by name. Managers can change what others can do. */
export async function readPeople(ctx: ServiceContext): Promise<Person[]> {
  const { teamId } = authorize(ctx, "members:read");
  const members = await ctx.runtime.database.prisma.member.findMany({
    where: { teamId, status: "active" },
    orderBy: [{ user: { name: "asc" } }, { id: "asc" }],
    take: maxPeople,
    select: { role: true, user: { select: { id: true, name: true } } },
  });
  return members.map(({ role, user }) => ({
    ...user,
    role,
    isManager: role === "admin" || role === "owner",
  }));
}

export interface FilterPerson {
  id: string;
  name: string;
  status: "active" | "suspended" | "removed";
}

const statusOrder = ["active", "suspended", "removed"] as const;

/** Everyone whose keys and events a filter can find: members, suspended members and former ones, each by name. */
export async function readEveryone(ctx: ServiceContext): Promise<FilterPerson[]> {
  const { teamId } = authorize(ctx, "members:read");
  const { prisma } = ctx.runtime.database;
  const groups = await Promise.all(
    statusOrder.map((status) =>
      prisma.member.findMany({
        where: { teamId, status },
        orderBy: [{ user: { name: "asc" } }, { id: "asc" }],
        take: maxPeople,
        select: { status: true, user: { select: { id: true, name: true } } },
      }),
    ),
  );
  return groups.flat().map(({ status, user }) => ({ ...user, status }));
}
