import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { assertLiveToken, type DirectoryContext } from "../directory-context.ts";
import { findDifference, lockGroup, writeMembers } from "./write-members.ts";

/** DELETE /Groups/{id}: removes everyone from a group, then the group. Throws `not_found`. */
export async function deleteDirectoryGroup(ctx: DirectoryContext, id: string): Promise<void> {
  const { database } = ctx.runtime;
  const nobody = { replaceBy: [], add: [], remove: [] };
  await writeMembers(ctx, id, await findDifference(database.prisma, id, nobody));
  await withTransaction(database, async (tx) => {
    await assertLiveToken(tx, ctx);
    const { displayName: name } = await lockGroup(tx, id);
    // Someone may have been added in the meantime. Their next sign-in or change corrects what the group meant for them.
    await tx.directoryGroupMember.deleteMany({ where: { groupId: id } });
    await tx.directoryGroup.delete({ where: { id } });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "directory_group.delete",
      target: { type: "directoryGroup", id },
      changes: { name, provisioningToken: ctx.tokenId },
    });
  });
}
