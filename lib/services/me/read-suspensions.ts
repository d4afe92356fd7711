import type { Runtime } from "#lib/platform/runtime/runtime.ts";

export interface Suspension {
  slug: string;
  name: string;
  /** The names of members who can reinstate the person. */
  managers: string[];
}

/** Enough names to ask. */
const maxManagers = 3;

/** The teams in which a signed-in person is suspended. */
export async function readSuspensions(
  { database }: Pick<Runtime, "database">,
  userId: string,
): Promise<Suspension[]> {
  const memberships = await database.prisma.member.findMany({
    where: { userId, status: "suspended", team: { deletedAt: null } },
    orderBy: [{ joinedAt: "asc" }, { id: "asc" }],
    select: {
      team: {
        select: {
          slug: true,
          name: true,
          members: {
            where: { status: "active", role: { in: ["owner", "admin"] } },
            orderBy: [{ role: "desc" }, { user: { name: "asc" } }, { id: "asc" }],
            take: maxManagers,
            select: { user: { select: { name: true } } },
          },
        },
      },
    },
  });
  return memberships.map(({ team: { members, ...team } }) => ({
    ...team,
    managers: members.map(({ user }) => user.name),
  }));
}
