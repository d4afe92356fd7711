import { invalidField, notFound } from "#lib/domain/common/errors.ts";
import type { DirectoryGroup } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { assertLiveToken, type DirectoryContext } from "../directory-context.ts";
import { applyDirectoryGroups, isMapped, lockMappedTeams } from "./apply-directory-groups.ts";

/** What a request changes about the members of a group. */
export interface MemberChange {
  /** The members from now on, before `add` and `remove`. Null: those it has. */
  replaceBy: readonly string[] | null;
  add: readonly string[];
  remove: readonly string[];
}

/** How many people change in one transaction. A mapped group changes several rows of each. */
const chunkSize = 50;

interface Difference {
  add: string[];
  remove: string[];
}

/** The difference between the members that the group has and those that it should have. */
export async function findDifference(
  tx: Pick<Transaction, "directoryGroupMember">,
  groupId: string,
  { replaceBy, add, remove }: MemberChange,
): Promise<Difference> {
  const rows = await tx.directoryGroupMember.findMany({ where: { groupId }, select: { userId: true } });
  const before = new Set(rows.map(({ userId }) => userId));
  const after = new Set(replaceBy ?? before);
  for (const userId of remove) after.delete(userId);
  for (const userId of add) after.add(userId);
  return {
    add: [...after].filter((userId) => !before.has(userId)).sort(),
    remove: [...before].filter((userId) => !after.has(userId)).sort(),
  };
}

/** Throws `invalid_request` unless the directory manages everyone who is added. */
export async function assertManaged(
  tx: Pick<Transaction, "provisionedPerson">,
  userIds: readonly string[],
): Promise<void> {
  const where = { userId: { in: [...userIds] }, endedAt: null };
  const rows = await tx.provisionedPerson.findMany({ where, select: { userId: true } });
  const known = new Set(rows.map(({ userId }) => userId));
  const unknown = userIds.find((userId) => !known.has(userId));
  if (unknown === undefined) return;
  throw invalidField("members", `${unknown.slice(0, 100)} is not a person whom the directory manages`);
}

/** Locks the group until the transaction ends. Throws `not_found`. */
export async function lockGroup(tx: Transaction, groupId: string): Promise<DirectoryGroup> {
  await tx.$executeRaw`SELECT 1 FROM directory_groups WHERE id = ${groupId} FOR UPDATE`;
  const group = await tx.directoryGroup.findUnique({ where: { id: groupId } });
  if (group === null) throw notFound();
  return group;
}

async function writeChunk(
  tx: Transaction,
  ctx: DirectoryContext,
  groupId: string,
  { add, remove }: Difference,
): Promise<void> {
  await assertLiveToken(tx, ctx);
  const { displayName: name } = await lockGroup(tx, groupId);
  const isMappedNow = await isMapped(tx, [name]);
  // Teams come before people and audit chains everywhere, so that two changes don't wait for each other.
  if (isMappedNow) await lockMappedTeams(tx, [name]);
  await tx.directoryGroupMember.deleteMany({ where: { groupId, userId: { in: remove } } });
  await assertManaged(tx, add);
  await tx.directoryGroupMember.createMany({
    data: add.map((userId) => ({ groupId, userId })),
    skipDuplicates: true,
  });
  await tx.directoryGroup.update({ where: { id: groupId }, data: { updatedAt: ctx.now } });
  if (isMappedNow) await applyToPeople(tx, ctx, [name], [...remove, ...add]);
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "directory_group.update",
    target: { type: "directoryGroup", id: groupId },
    changes: {
      name,
      ...(add.length === 0 ? {} : { addedMembers: add }),
      ...(remove.length === 0 ? {} : { removedMembers: remove }),
    },
  });
}

/** Applies the groups of active people, whose other groups may matter too. */
async function applyToPeople(
  tx: Transaction,
  ctx: DirectoryContext,
  names: readonly string[],
  userIds: readonly string[],
): Promise<void> {
  await lockMappedTeams(tx, names);
  const active = await tx.provisionedPerson.findMany({
    where: { userId: { in: [...userIds] }, endedAt: null, user: { status: "active" } },
    orderBy: { userId: "asc" },
    select: { userId: true },
  });
  for (const { userId } of active) await applyDirectoryGroups(tx, ctx, userId);
}

/**
 * Changes members in transactions of a few people each, with what their groups mean for them: a request with a thousand
 * members neither blocks the console nor is lost as a whole. If it fails midway, sending it again does the rest.
 */
export async function writeMembers(
  ctx: DirectoryContext,
  groupId: string,
  difference: Difference,
): Promise<void> {
  const { database } = ctx.runtime;
  for (let from = 0; from < difference.remove.length; from += chunkSize) {
    const remove = difference.remove.slice(from, from + chunkSize);
    await withTransaction(database, (tx) => writeChunk(tx, ctx, groupId, { add: [], remove }));
  }
  for (let from = 0; from < difference.add.length; from += chunkSize) {
    const add = difference.add.slice(from, from + chunkSize);
    await withTransaction(database, (tx) => writeChunk(tx, ctx, groupId, { add, remove: [] }));
  }
}

/** Applies the groups of all members again, after the group's name has changed. */
export async function applyToMembers(
  ctx: DirectoryContext,
  groupId: string,
  names: readonly string[],
): Promise<void> {
  const { database } = ctx.runtime;
  if (!(await isMapped(database.prisma, names))) return;
  for (let after = ""; ; ) {
    const rows = await database.prisma.directoryGroupMember.findMany({
      where: { groupId, userId: { gt: after } },
      orderBy: { userId: "asc" },
      take: chunkSize,
      select: { userId: true },
    });
    const userIds = rows.map(({ userId }) => userId);
    if (userIds.length === 0) return;
    after = userIds.at(-1) ?? "";
    await withTransaction(database, (tx) => applyToPeople(tx, ctx, names, userIds));
  }
}
