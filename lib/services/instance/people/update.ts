import type { InstancePersonDto, UpdatePersonInput } from "#lib/contract/instance/people.ts";
import type { User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { changePerson } from "./change-person.ts";
import { readPerson } from "./read.ts";
import { setPersonStatus } from "./set-status.ts";

/** What an administrator decides, the directory doesn't undo: it reactivates only people whom it suspended itself. */
export async function decidePersonStatus(
  tx: Transaction,
  ctx: ServiceContext,
  user: User,
  status: User["status"],
) {
  await setPersonStatus(tx, ctx, user, status);
  await tx.provisionedPerson.updateMany({
    where: { userId: user.id },
    data: { hasSuspended: false, ...(status === "active" ? { deactivatedAt: null } : {}) },
  });
}

/**
 * PATCH /instance/people/{id}: suspends an account or reinstates it. Throws `conflict` for the caller's own, so the last
 * active administrator can't be suspended: the one who asks stays.
 */
export async function updatePerson(
  ctx: ServiceContext,
  { id, status }: UpdatePersonInput & { id: string },
): Promise<InstancePersonDto> {
  await changePerson(ctx, { id }, (tx, user) => decidePersonStatus(tx, ctx, user, status));
  return readPerson(ctx, { id });
}
