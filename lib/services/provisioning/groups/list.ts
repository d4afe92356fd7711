import { notFound } from "#lib/domain/common/errors.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { DirectoryContext } from "../directory-context.ts";
import type { ListRange } from "../list-range.ts";
import { type GroupRow, includeForGroup, toGroupRow } from "./group-row.ts";

/** A condition that each group of a list meets. */
export interface GroupCondition {
  field: "id" | "displayName" | "externalId" | "member";
  value: string;
}

function whereCondition({ field, value }: GroupCondition): Prisma.DirectoryGroupWhereInput {
  switch (field) {
    case "id":
      return { id: value };
    case "externalId":
      return { externalId: value };
    case "member":
      return { members: { some: { userId: value } } };
    case "displayName":
      // `equals` without regard to case is a pattern in PostgreSQL, in which these characters have a meaning.
      return { displayName: { equals: value.replaceAll(/[\\%_]/g, "\\$&"), mode: "insensitive" } };
  }
}

/** With members, a page has few groups: each can have thousands. */
const maxGroupsWithMembers = 20;

/** The groups the directory has sent, in the order they were created, and how many there are. */
export async function listDirectoryGroups(
  ctx: DirectoryContext,
  conditions: readonly GroupCondition[],
  { skip, take, hasMembers }: ListRange & { hasMembers: boolean },
): Promise<{ rows: GroupRow[]; total: number }> {
  const { prisma } = ctx.runtime.database;
  const where = { AND: conditions.map(whereCondition) };
  const total = await prisma.directoryGroup.count({ where });
  const orderBy = { id: "asc" } as const;
  if (!hasMembers) {
    const groups = await prisma.directoryGroup.findMany({ where, orderBy, skip, take });
    return { rows: groups.map((group) => ({ ...group, members: null })), total };
  }
  const page = { skip, take: Math.min(take, maxGroupsWithMembers) };
  const groups = await prisma.directoryGroup.findMany({ where, orderBy, ...page, include: includeForGroup });
  return { rows: groups.map(toGroupRow), total };
}

/** Throws `not_found`. */
export async function readDirectoryGroup(
  ctx: DirectoryContext,
  id: string,
  { hasMembers }: { hasMembers: boolean },
): Promise<GroupRow> {
  const { rows } = await listDirectoryGroups(ctx, [{ field: "id", value: id }], {
    skip: 0,
    take: 1,
    hasMembers,
  });
  const [group] = rows;
  if (group === undefined) throw notFound();
  return group;
}
