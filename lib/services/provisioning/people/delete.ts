import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { assertLiveToken, type DirectoryContext } from "../directory-context.ts";
import { findProvisioned } from "./read.ts";
import { lockTeamsOf, setActive } from "./set-active.ts";

/**
 * DELETE /Users/{id}: deactivates a person, and the directory no longer manages the account. The account stays, suspended,
 * because the history refers to it. Throws `not_found`, and `conflict` for the last administrator of the console.
 */
export async function deleteProvisionedPerson(ctx: DirectoryContext, id: string): Promise<void> {
  await withTransaction(ctx.runtime.database, async (tx) => {
    await assertLiveToken(tx, ctx);
    await lockTeamsOf(tx, id);
    const user = await lockUser(tx, id);
    const row = await findProvisioned(tx, id);
    if (user === null) return;
    await setActive(tx, ctx, { ...row, user }, false);
    await tx.directoryGroupMember.deleteMany({ where: { userId: id } });
    const ended = { userNameKey: null, externalId: null, endedAt: ctx.now, updatedAt: ctx.now };
    await tx.provisionedPerson.update({ where: { userId: id }, data: ended });
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "user.deprovision",
      target: { type: "user", id },
      changes: { provisioningToken: ctx.tokenId },
      personal: { email: user.email, externalId: row.externalId },
    });
  });
}
