import { createId } from "#lib/domain/common/ids.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { rethrowNotUnique } from "../conflicts.ts";
import { assertLiveToken, type DirectoryContext } from "../directory-context.ts";
import type { DirectoryGroupInput } from "./group-row.ts";
import { assertManaged, writeMembers } from "./write-members.ts";

/**
 * POST /Groups: creates a group and returns its ID. Throws `conflict` for the name of another group, and `invalid_request`
 * for a member whom the directory doesn't manage.
 */
export async function createDirectoryGroup(
  ctx: DirectoryContext,
  { displayName, externalId }: DirectoryGroupInput,
  memberIds: readonly string[],
): Promise<string> {
  const id = createId("directoryGroup");
  await withTransaction(ctx.runtime.database, async (tx) => {
    await assertLiveToken(tx, ctx);
    await assertManaged(tx, memberIds);
    const times = { createdAt: ctx.now, updatedAt: ctx.now };
    await tx.directoryGroup.create({ data: { id, displayName, externalId, ...times } });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "directory_group.create",
      target: { type: "directoryGroup", id },
      changes: { name: displayName, provisioningToken: ctx.tokenId },
    });
  }).catch(rethrowNotUnique);
  await writeMembers(ctx, id, { add: [...new Set(memberIds)].sort(), remove: [] });
  return id;
}
