import { ServiceError } from "#lib/domain/common/errors.ts";
import type { ProvisionedPerson, User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { setPersonStatus } from "#lib/services/instance/people/set-status.ts";
import { isLastOwner } from "#lib/services/users/ownership/instance-ownership.ts";
import type { DirectoryContext } from "../directory-context.ts";
import { offboard } from "./offboard.ts";

/**
 * Locks the teams that a change of this person can touch. Teams come before people everywhere, so that two changes don't
 * wait for each other.
 */
export async function lockTeamsOf(tx: Transaction, userId: string): Promise<void> {
  await tx.$executeRaw`
    SELECT 1 FROM teams WHERE deleted_at IS NULL AND id IN (
      SELECT team_id FROM members WHERE user_id = ${userId} AND status <> 'removed')
    ORDER BY id FOR UPDATE`;
}

interface Person extends Pick<ProvisionedPerson, "deactivatedAt" | "hasSuspended"> {
  user: User;
}

/** Throws `conflict` for the last active administrator of the console. */
async function assertNotLastOwner(tx: Transaction, user: User): Promise<void> {
  if (!user.isInstanceOwner || user.status !== "active" || !(await isLastOwner(tx, user.id))) return;
  throw new ServiceError("conflict", {
    message:
      "This person is the last active administrator of the console. Make someone else an administrator first",
  });
}

async function deactivate(tx: Transaction, ctx: DirectoryContext, person: Person): Promise<void> {
  const { user, deactivatedAt } = person;
  await assertNotLastOwner(tx, user);
  await offboard(tx, ctx, user);
  const hasSuspended = person.hasSuspended || user.status === "active";
  await setPersonStatus(tx, ctx, user, "suspended");
  const data = { deactivatedAt: deactivatedAt ?? ctx.now, hasSuspended };
  await tx.provisionedPerson.update({ where: { userId: user.id }, data });
}

async function reactivate(
  tx: Transaction,
  ctx: DirectoryContext,
  { user, hasSuspended }: Person,
): Promise<void> {
  const data = { deactivatedAt: null, hasSuspended: false };
  await tx.provisionedPerson.update({ where: { userId: user.id }, data });
  // What an administrator of the console suspended, only they can reactivate.
  if (hasSuspended) await setPersonStatus(tx, ctx, user, "active");
}

/**
 * Deactivates or reactivates a person, whose row and teams are locked. Throws `conflict` for the last active administrator
 * of the console.
 */
export function setActive(
  tx: Transaction,
  ctx: DirectoryContext,
  person: Person,
  isActive: boolean,
): Promise<void> {
  return isActive ? reactivate(tx, ctx, person) : deactivate(tx, ctx, person);
}
