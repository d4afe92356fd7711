import { listStoredForms } from "#lib/auth/credentials/email-address.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { ProvisionedPerson, User } from "#lib/platform/db/generated/client.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { assertAllowedAddress } from "#lib/services/sign-in-policy/assert-allowed-address.ts";
import { lockUser } from "#lib/services/users/ownership/lock-user.ts";
import { notUnique, rethrowNotUnique } from "../conflicts.ts";
import { assertLiveToken, type DirectoryContext } from "../directory-context.ts";
import {
  chooseName,
  type DirectoryPerson,
  type PersonRow,
  readAddress,
  toColumns,
} from "./directory-person.ts";
import { findProvisioned } from "./read.ts";
import { removeSignInMethods } from "./remove-sign-in-methods.ts";
import { lockTeamsOf, setActive } from "./set-active.ts";
import { writeName } from "./write-name.ts";

interface Adopted {
  user: User;
  /** What an earlier provisioning left. Null: the account was never provisioned. */
  earlier: ProvisionedPerson | null;
}

/** The account that already has the address, locked. Null: none. Throws `conflict` if it can't be adopted. */
async function lockExisting(tx: Transaction, email: string): Promise<Adopted | null> {
  const where = { email: { in: listStoredForms(email) } };
  const found = await tx.user.findFirst({ where, select: { id: true } });
  if (found === null) return null;
  await lockTeamsOf(tx, found.id);
  const user = await lockUser(tx, found.id);
  // The person may have changed the address, or deleted the account, before it was locked.
  if (user === null || !where.email.in.includes(user.email)) return null;
  const earlier = await tx.provisionedPerson.findUnique({ where: { userId: user.id } });
  if (earlier !== null && earlier.endedAt === null) throw notUnique("userName");
  // A directory must not gain control over those who control it.
  if (user.isInstanceOwner) {
    throw notUnique(
      "userName",
      "An administrator of this console has this email address, and is not managed by the directory",
    );
  }
  return { user, earlier };
}

async function insertUser(
  tx: Transaction,
  ctx: DirectoryContext,
  email: string,
  name: string,
): Promise<User> {
  assertAllowedAddress(ctx, email);
  const user = await tx.user.create({
    // Not verified: the directory says so, but only the provider or a link proves it.
    data: { id: createId("user"), name, email, createdAt: ctx.now },
  });
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "user.create",
    target: { type: "user", id: user.id },
    changes: { invited: false, emailVerified: false },
    personal: { name, email },
  });
  return user;
}

async function insertPerson(
  tx: Transaction,
  ctx: DirectoryContext,
  person: DirectoryPerson,
): Promise<PersonRow> {
  await assertLiveToken(tx, ctx);
  const email = readAddress(person);
  const name = chooseName(person, email);
  const adopted = await lockExisting(tx, email);
  const user = adopted?.user ?? (await insertUser(tx, ctx, email, name));
  const isReturning = adopted !== null && adopted.earlier !== null;
  const row = {
    ...toColumns(person),
    isAdopted: adopted !== null,
    createdAt: ctx.now,
    updatedAt: ctx.now,
    endedAt: null,
  };
  await tx.provisionedPerson.upsert({
    where: { userId: user.id },
    create: { userId: user.id, ...row },
    update: row,
  });
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "user.provision",
    target: { type: "user", id: user.id },
    changes: { adopted: adopted !== null, provisioningToken: ctx.tokenId },
    personal: { email, externalId: person.externalId },
  });
  if (adopted !== null) await writeName(tx, ctx, user, name);
  // The address may belong to someone else since.
  if (isReturning) {
    await tx.directoryGroupMember.deleteMany({ where: { userId: user.id } });
    await removeSignInMethods(tx, ctx, user);
  }
  const { deactivatedAt = null, hasSuspended = false } = adopted?.earlier ?? {};
  await setActive(tx, ctx, { user, deactivatedAt, hasSuspended }, person.active);
  return findProvisioned(tx, user.id);
}

/**
 * POST /Users: creates an account without a password, or adopts the one that has the email address. Throws `conflict` if
 * the directory already manages it, or if it belongs to an administrator of the console, and `invalid_request` without an
 * email address.
 */
export async function createProvisionedPerson(
  ctx: DirectoryContext,
  person: DirectoryPerson,
): Promise<PersonRow> {
  return withTransaction(ctx.runtime.database, (tx) => insertPerson(tx, ctx, person)).catch(rethrowNotUnique);
}
