import { createEmailAddress } from "#lib/auth/email-address.ts";
import type { InstanceOwnerSource, User } from "#lib/db/generated/client.ts";
import type { Transaction } from "#lib/db/transaction.ts";
import type { Config } from "#lib/env.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";

// The only file that writes `users.is_instance_owner`: every way to an account and every sign-in passes here.

/** Any number does: it names the lock that changes of ownership queue at. */
const ownershipLock = 7_202_611_232;

/** Whether INSTANCE_OWNERS names the address. It says nothing about whose address it is. */
export function isListedOwner(config: Pick<Config, "instanceOwners">, email: string): boolean {
  return config.instanceOwners.some((owner) => createEmailAddress(owner) === email);
}

export interface OwnershipFacts {
  /** No account exists yet. */
  isFirst: boolean;
  /** Only this machine can have made the request. */
  isLocal: boolean;
  hasSetUpCode: boolean;
  isListedOwner: boolean;
  /** A provider vouched for the address, or its owner followed a mailed link. */
  isEmailVerified: boolean;
}

/** Why a new account owns the instance; null: it does not. An invitation is no reason, whoever it is for. */
export function decideOwnership(facts: OwnershipFacts): InstanceOwnerSource | null {
  if (facts.hasSetUpCode && (facts.isFirst || facts.isListedOwner)) return "setup";
  if (facts.isFirst && facts.isLocal) return "setup";
  return facts.isListedOwner && facts.isEmailVerified ? "listed" : null;
}

/** Read under a lock (lock-user.ts), so that two reconciliations at once do not act on the same past. */
type Person = Pick<User, "id" | "email" | "emailVerifiedAt" | "isInstanceOwner" | "instanceOwnerSource">;

/** Makes someone an owner of the instance, with an audit event of its own. */
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

async function revokeInstanceOwnership(tx: Transaction, ctx: ServiceContext, userId: string): Promise<void> {
  const data = { isInstanceOwner: false, instanceOwnerSource: null };
  await tx.user.update({ where: { id: userId }, data });
  await recordInvalidation(tx, "user", userId);
  await emitAudit(tx, ctx, {
    teamId: null,
    action: "instance_owner.revoke",
    target: { type: "user", id: userId },
    changes: { source: "listed" },
  });
}

/** Of two owners who lose it at once, one stays: the lock has the second count after the first is done. */
async function isLastOwner(tx: Transaction, userId: string): Promise<boolean> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ownershipLock}::bigint)`;
  const others = { isInstanceOwner: true, status: "active", id: { not: userId } } as const;
  return (await tx.user.findFirst({ where: others, select: { id: true } })) === null;
}

/**
 * Brings the ownership of someone in line with INSTANCE_OWNERS, and answers whether they own the instance now. Gained by a
 * verified address that is listed; lost only by those who had it from the list, and never by the last owner.
 */
export async function reconcileInstanceOwnership(
  tx: Transaction,
  ctx: ServiceContext,
  person: Person,
): Promise<boolean> {
  const { id, isInstanceOwner } = person;
  // An older version that runs beside this one grants without a source.
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
      "the last instance owner is no longer listed, or their address not verified",
    );
    return true;
  }
  await revokeInstanceOwnership(tx, ctx, id);
  return false;
}
