import { createEmailAddress } from "#lib/auth/credentials/email-address.ts";
import type { InstanceOwnerSource, User } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";

// The only file that writes `users.is_instance_owner`. Every sign-up and every sign-in uses it.

/** An arbitrary number that identifies the lock for changes of ownership. */
const ownershipLock = 7_202_611_232;

/** Whether INSTANCE_OWNERS lists the email address. It does not mean that the address belongs to the person. */
export function isListedOwner(config: Pick<Config, "instanceOwners">, email: string): boolean {
  return config.instanceOwners.some((owner) => createEmailAddress(owner) === email);
}

export interface OwnershipFacts {
  /** No account exists yet. */
  isFirst: boolean;
  /** The request must have come from this machine. */
  isLocal: boolean;
  hasSetupCode: boolean;
  isListedOwner: boolean;
  /** A provider verified the email address, or its owner opened the emailed link. */
  isEmailVerified: boolean;
}

/** Why a new account owns the instance. Null: it does not. An invitation is never a reason. */
export function decideOwnership(facts: OwnershipFacts): InstanceOwnerSource | null {
  if (facts.hasSetupCode && (facts.isFirst || facts.isListedOwner)) return "setup";
  if (facts.isFirst && facts.isLocal) return "setup";
  return facts.isListedOwner && facts.isEmailVerified ? "listed" : null;
}

/** Read under a lock (lock-user.ts), so that two concurrent reconciliations do not use the same outdated state. */
type Person = Pick<User, "id" | "email" | "emailVerifiedAt" | "isInstanceOwner" | "instanceOwnerSource">;

/** Makes a person an instance owner and writes an audit event. */
export async function grantInstanceOwnership(
  tx: Transaction,
  ctx: ServiceContext,
  userId: string,
  source: InstanceOwnerSource,
): Promise<void> {
  const data = { isInstanceOwner: true, instanceOwnerSource: source };
  await tx.user.update({ where: { id: userId }, data });
  await recordInvalidation(tx, "user", userId);
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "instance_owner.grant",
    target: { type: "user", id: userId },
    changes: { source },
  });
}

async function revokeInstanceOwnership(
  tx: Transaction,
  ctx: ServiceContext,
  userId: string,
  source: InstanceOwnerSource,
): Promise<void> {
  const data = { isInstanceOwner: false, instanceOwnerSource: null };
  await tx.user.update({ where: { id: userId }, data });
  await recordInvalidation(tx, "user", userId);
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "instance_owner.revoke",
    target: { type: "user", id: userId },
    changes: { source },
  });
}

async function hasOtherOwner(prisma: Pick<Transaction, "user">, userId: string): Promise<boolean> {
  const others = { isInstanceOwner: true, status: "active", id: { not: userId } } as const;
  return (await prisma.user.findFirst({ where: others, select: { id: true } })) !== null;
}

/** Holds a lock, so that one of two owners who lose ownership at once stays: the second counts after the first. */
export async function isLastOwner(tx: Transaction, userId: string): Promise<boolean> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ownershipLock}::bigint)`;
  return !(await hasOtherOwner(tx, userId));
}

/** Whether the person owns the instance, and no other active person does. */
export async function isOnlyInstanceOwner(
  prisma: Pick<Transaction, "user">,
  userId: string,
): Promise<boolean> {
  const person = await prisma.user.findUnique({ where: { id: userId }, select: { isInstanceOwner: true } });
  return person?.isInstanceOwner === true && !(await hasOtherOwner(prisma, userId));
}

/** Ends the ownership of a person who deletes their account. False, and nothing changes, for the last owner. */
export async function giveUpInstanceOwnership(
  tx: Transaction,
  ctx: ServiceContext,
  { id, isInstanceOwner, instanceOwnerSource }: Person,
): Promise<boolean> {
  if (!isInstanceOwner) return true;
  if (await isLastOwner(tx, id)) return false;
  await revokeInstanceOwnership(tx, ctx, id, instanceOwnerSource ?? "listed");
  return true;
}

/**
 * Updates a person's ownership to match INSTANCE_OWNERS and returns whether they now own the instance. A listed, verified
 * email address grants it. Only owners by the list can lose it, and never the last owner.
 */
export async function reconcileInstanceOwnership(
  tx: Transaction,
  ctx: ServiceContext,
  person: Person,
): Promise<boolean> {
  const { id, isInstanceOwner } = person;
  // An older version that runs next to this one does not record a source.
  const source = isInstanceOwner ? (person.instanceOwnerSource ?? "listed") : null;
  if (source === "setup" || source === "command") return true;
  const isEntitled = isListedOwner(ctx.runtime.config, person.email) && person.emailVerifiedAt !== null;
  if (isEntitled) {
    if (person.instanceOwnerSource !== "listed") await grantInstanceOwnership(tx, ctx, id, "listed");
    return true;
  }
  if (!isInstanceOwner) return false;
  if (await isLastOwner(tx, id)) {
    const line = { event: "last_instance_owner_kept", userId: id };
    ctx.runtime.logger.warn(
      line,
      "the last instance owner is no longer listed, or their email address is not verified",
    );
    return true;
  }
  await revokeInstanceOwnership(tx, ctx, id, "listed");
  return false;
}
