import { whereSecondFactor } from "#lib/auth/credentials/second-factors.ts";
import type { ListPeopleQuery, PeoplePageDto } from "#lib/contract/instance/people.ts";
import { splitSearch } from "#lib/contract/team/audit-events.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorizeInstanceOwner } from "#lib/services/authorize.ts";
import type { HeavyContext } from "#lib/services/context.ts";
import { decodeCursor, encodeCursor, textValue } from "#lib/services/lists/cursor.ts";
import { includeForRow, toPersonRow } from "./person-row.ts";

const cursorFormat = { id: "user", value: textValue } as const;

type Filter = Omit<ListPeopleQuery, "cursor" | "limit">;

function whereWord(word: string): Prisma.UserWhereInput {
  const contains = { contains: word, mode: "insensitive" } as const;
  return { OR: [{ name: contains }, { email: contains }, { id: word }] };
}

function whereFilter({ q = "", status, twoFactor, instanceOwner }: Filter): Prisma.UserWhereInput {
  return {
    deletedAt: null,
    ...(status === undefined ? {} : { status }),
    ...(instanceOwner === undefined ? {} : { isInstanceOwner: instanceOwner === "true" }),
    AND: [
      ...splitSearch(q).map(whereWord),
      ...(twoFactor === undefined
        ? []
        : [twoFactor === "true" ? whereSecondFactor : { NOT: whereSecondFactor }]),
    ],
  };
}

/** The people after one of them, by name: at most `take`. */
export async function readPeople(
  { prisma }: Pick<Database, "prisma">,
  filter: Filter,
  { from, take }: { from: { value: string; id: string } | null; take: number },
) {
  const after =
    from === null ? {} : { OR: [{ name: { gt: from.value } }, { name: from.value, id: { gt: from.id } }] };
  return prisma.user.findMany({
    where: { AND: [whereFilter(filter), after] },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take,
    include: includeForRow,
  });
}

/** GET /instance/people: everyone with an account, by name, with totals of the whole console. */
export async function listPeople(ctx: HeavyContext, query: ListPeopleQuery): Promise<PeoplePageDto> {
  authorizeInstanceOwner(ctx);
  const { cursor, limit, ...filter } = query;
  const { prisma } = ctx.runtime.database;
  const list = { ...filter, kind: "people" };
  const from = decodeCursor(cursorFormat, list, cursor);
  const rows = await readPeople(ctx.runtime.database, filter, { from, take: limit + 1 });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const isActive = { status: "active" } as const;
  const counts = {
    all: await prisma.user.count({ where: { deletedAt: null } }),
    suspended: await prisma.user.count({ where: { status: "suspended", deletedAt: null } }),
    withoutTwoFactor: await prisma.user.count({ where: { ...isActive, NOT: whereSecondFactor } }),
    instanceOwners: await prisma.user.count({ where: { ...isActive, isInstanceOwner: true } }),
  };
  return {
    data: page.map(toPersonRow),
    nextCursor:
      last === undefined ? null : encodeCursor(cursorFormat, list, { value: last.name, id: last.id }),
    total: await prisma.user.count({ where: whereFilter(filter) }),
    counts,
  };
}
