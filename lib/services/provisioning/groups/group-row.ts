import type { DirectoryGroup, Prisma } from "#lib/platform/db/generated/client.ts";

/** A group as the directory describes it. Null: not sent. */
export interface DirectoryGroupInput {
  displayName: string;
  externalId: string | null;
}

/** A group with its members, who are left out of a response that doesn't need them. */
export interface GroupRow extends DirectoryGroup {
  members: { userId: string; name: string }[] | null;
}

const memberSelect = {
  orderBy: { userId: "asc" },
  select: { userId: true, person: { select: { user: { select: { name: true } } } } },
} as const satisfies Prisma.DirectoryGroup$membersArgs;

export const includeForGroup = { members: memberSelect } as const satisfies Prisma.DirectoryGroupInclude;

export function toGroupRow(
  row: Prisma.DirectoryGroupGetPayload<{ include: typeof includeForGroup }>,
): GroupRow {
  return {
    ...row,
    members: row.members.map(({ userId, person }) => ({ userId, name: person.user.name })),
  };
}
