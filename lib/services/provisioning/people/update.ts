import { ServiceError } from "#lib/domain/common/errors.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { endPendingChanges } from "#lib/services/email-change/pending-change.ts";
import { writeEmail } from "#lib/services/email-change/write-email.ts";
import { assertAllowedAddress } from "#lib/services/sign-in-policy/assert-allowed-address.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { notUnique, rethrowNotUnique } from "../conflicts.ts";
import { assertLiveToken, type DirectoryContext } from "../directory-context.ts";
import { applyDirectoryGroups } from "../groups/apply-directory-groups.ts";
import {
  chooseName,
  type DirectoryPerson,
  type PersonRow,
  readAddress,
  toColumns,
  toDirectoryPerson,
} from "./directory-person.ts";
import { findProvisioned } from "./read.ts";
import { lockTeamsOf, setActive } from "./set-active.ts";
import { writeName } from "./write-name.ts";

/** Decides, from what the directory sent before, what it says now. Can run twice. */
export type PersonChange = (current: DirectoryPerson) => DirectoryPerson;

/** Follows the directory's address, also if the person has changed theirs in the console. */
async function followAddress(
  tx: Transaction,
  ctx: DirectoryContext,
  user: User,
  { before, after }: { before: DirectoryPerson; after: DirectoryPerson },
): Promise<void> {
  const email = readAddress(after);
  if (email === user.email) return;
  if (user.isInstanceOwner) {
    // Otherwise a directory could take over the account of someone who controls it, with a password link.
    if (email === readAddress(before)) return;
    throw new ServiceError("conflict", {
      message: "The email address of an administrator of the console can only be changed in the console",
    });
  }
  assertAllowedAddress(ctx, email);
  await endPendingChanges(tx, user.id, ctx.now);
  await writeEmail(tx, ctx, user, email, null).catch((error: unknown) => {
    if (error instanceof ServiceError && error.code === "conflict") throw notUnique("userName");
    throw error;
  });
}

/** The groups of someone who becomes active again give back their teams. Before the person's row is locked. */
async function applyGroupsOfReturning(
  tx: Transaction,
  ctx: DirectoryContext,
  row: PersonRow,
  after: DirectoryPerson,
): Promise<void> {
  if (!after.active || row.deactivatedAt === null || row.groups.length === 0) return;
  await applyDirectoryGroups(tx, ctx, row.userId);
}

async function changePerson(
  tx: Transaction,
  ctx: DirectoryContext,
  id: string,
  change: PersonChange,
): Promise<PersonRow> {
  await assertLiveToken(tx, ctx);
  const found = await findProvisioned(tx, id);
  const wanted = change(toDirectoryPerson(found));
  if (!wanted.active) await lockTeamsOf(tx, id);
  await applyGroupsOfReturning(tx, ctx, found, wanted);
  const user = await lockUser(tx, id);
  const row = await findProvisioned(tx, id);
  const before = toDirectoryPerson(row);
  const after = change(before);
  if (user === null) return row;
  await tx.provisionedPerson.update({
    where: { userId: id },
    data: { ...toColumns(after), updatedAt: ctx.now },
  });
  if (after.userName !== before.userName || after.externalId !== before.externalId) {
    await emitAudit(tx, ctx, {
      teamId: null,
      action: "user.update",
      target: { type: "user", id },
      changes: { provisioningToken: ctx.tokenId },
      personal: { userName: after.userName, externalId: after.externalId },
    });
  }
  await followAddress(tx, ctx, user, { before, after });
  if (!user.isInstanceOwner) await writeName(tx, ctx, user, chooseName(after, readAddress(after)));
  if (after.active !== before.active) await setActive(tx, ctx, { ...row, user }, after.active);
  return findProvisioned(tx, id);
}

/**
 * PUT and PATCH /Users/{id}: what the directory changes about a person, including whether their account is active. Throws
 * `not_found` for an account that it doesn't manage, and `conflict` for a name or address of someone else and for the last
 * administrator of the console.
 */
export function updateProvisionedPerson(
  ctx: DirectoryContext,
  id: string,
  change: PersonChange,
): Promise<PersonRow> {
  return withTransaction(ctx.runtime.database, (tx) => changePerson(tx, ctx, id, change)).catch(
    rethrowNotUnique,
  );
}
