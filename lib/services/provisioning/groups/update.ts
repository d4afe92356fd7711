import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { listChanges } from "#lib/services/audit/list-changes.ts";
import { rethrowNotUnique } from "../conflicts.ts";
import { assertLiveToken, type DirectoryContext } from "../directory-context.ts";
import {
  applyToMembers,
  assertManaged,
  findDifference,
  lockGroup,
  type MemberChange,
  writeMembers,
} from "./write-members.ts";

/** What a request changes about a group. Undefined: nothing. */
interface GroupChange {
  displayName?: string | undefined;
  externalId?: string | null | undefined;
  members: MemberChange;
}

/** Writes the name and the directory's ID. Returns the names before and after, if it was renamed. */
async function writeFields(
  ctx: DirectoryContext,
  id: string,
  { displayName, externalId, members }: GroupChange,
): Promise<string[]> {
  return withTransaction(ctx.runtime.database, async (tx) => {
    await assertLiveToken(tx, ctx);
    const before = await lockGroup(tx, id);
    // Before anything is written: the members follow in transactions of their own.
    await assertManaged(tx, (await findDifference(tx, id, members)).add);
    const after = {
      displayName: displayName ?? before.displayName,
      externalId: externalId === undefined ? before.externalId : externalId,
    };
    if (after.displayName === before.displayName && after.externalId === before.externalId) return [];
    await tx.directoryGroup.update({ where: { id }, data: { ...after, updatedAt: ctx.now } });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "directory_group.update",
      target: { type: "directoryGroup", id },
      changes: {
        name: after.displayName,
        ...listChanges(
          { name: before.displayName, externalId: before.externalId },
          { name: after.displayName, externalId: after.externalId },
        ),
      },
    });
    return after.displayName === before.displayName ? [] : [before.displayName, after.displayName];
  }).catch(rethrowNotUnique);
}

/**
 * PUT and PATCH /Groups/{id}: changes the name and the members of a group. Throws `not_found`, `conflict` for the name of
 * another group, and `invalid_request` for a member whom the directory doesn't manage.
 */
export async function updateDirectoryGroup(
  ctx: DirectoryContext,
  id: string,
  change: GroupChange,
): Promise<void> {
  const names = await writeFields(ctx, id, change);
  if (names.length > 0) await applyToMembers(ctx, id, names);
  const difference = await findDifference(ctx.runtime.database.prisma, id, change.members);
  await writeMembers(ctx, id, difference);
}
