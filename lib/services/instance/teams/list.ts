import type { InstanceTeamPageDto, ListInstanceTeamsQuery } from "#lib/contract/instance/teams.ts";
import { splitSearch } from "#lib/contract/team/audit-events.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma, Team } from "#lib/platform/db/generated/client.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { HeavyContext } from "#lib/services/context.ts";
import { decodeCursor, encodeCursor, textValue } from "#lib/services/lists/cursor.ts";
import { toTeamRows } from "./team-rows.ts";

const cursorFormat = { id: "team", value: textValue } as const;

function whereWord(word: string): Prisma.TeamWhereInput {
  const contains = { contains: word, mode: "insensitive" } as const;
  return { OR: [{ name: contains }, { slug: contains }, { id: word }] };
}

function whereStatus(status: ListInstanceTeamsQuery["status"]): Prisma.TeamWhereInput {
  if (status === undefined) return { deletedAt: null };
  return { deletedAt: null, suspendedAt: status === "active" ? null : { not: null } };
}

/** The teams after one of them, by name: at most `take`. */
export function readTeams(
  { prisma }: Pick<Database, "prisma">,
  where: Prisma.TeamWhereInput,
  { from, take }: { from: { value: string; id: string } | null; take: number },
): Promise<Team[]> {
  const after =
    from === null ? {} : { OR: [{ name: { gt: from.value } }, { name: from.value, id: { gt: from.id } }] };
  return prisma.team.findMany({
    where: { AND: [where, after] },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take,
  });
}

/** The teams that still exist and whose name, short name or ID matches every word. */
export function whereTeam({
  q = "",
  status,
}: Pick<ListInstanceTeamsQuery, "q" | "status">): Prisma.TeamWhereInput {
  return { ...whereStatus(status), AND: splitSearch(q).map(whereWord) };
}

/** GET /instance/teams: every team, by name. */
export async function listInstanceTeams(
  ctx: HeavyContext,
  { cursor, limit, q = "", status }: ListInstanceTeamsQuery,
): Promise<InstanceTeamPageDto> {
  authorizeInstanceOwner(ctx);
  const { database } = ctx.runtime;
  const list = { q, status, kind: "instance-teams" };
  const from = decodeCursor(cursorFormat, list, cursor);
  const where = whereTeam({ q, status });
  const teams = await readTeams(database, where, { from, take: limit + 1 });
  const page = teams.slice(0, limit);
  const last = teams.length > limit ? page.at(-1) : undefined;
  return {
    data: await toTeamRows(database, page, ctx.now),
    nextCursor:
      last === undefined ? null : encodeCursor(cursorFormat, list, { value: last.name, id: last.id }),
    total: await database.prisma.team.count({ where }),
    counts: {
      all: await database.prisma.team.count({ where: whereStatus(undefined) }),
      suspended: await database.prisma.team.count({ where: whereStatus("suspended") }),
    },
  };
}
