import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockProvenPerson } from "#lib/services/sessions/recent-proof.ts";

/** Locks the calling administrator of the console, and throws if they no longer are one, or have to prove who they are. */
export async function lockProvenOwner(tx: Transaction, ctx: ServiceContext): Promise<void> {
  const caller = await lockProvenPerson(tx, ctx);
  if (!caller.isInstanceOwner) throw new ServiceError("forbidden");
}
