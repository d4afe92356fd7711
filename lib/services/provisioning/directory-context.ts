import { createUnauthorized } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";

/** The actor of what a directory does. In the audit log, events of their own name the token. */
export const directoryActor = { type: "system", name: "directory" } as const;

/** The context of a directory's request. Only a valid token gives one (authenticate.ts). */
export interface DirectoryContext extends ServiceContext {
  actor: typeof directoryActor;
  tokenId: string;
}

/**
 * The first statement of every change that a directory makes. Throws `unauthorized` if its token was deleted since the
 * request arrived, for example while it sent its body.
 */
export async function assertLiveToken(
  tx: Pick<Transaction, "provisioningToken">,
  { tokenId }: DirectoryContext,
): Promise<void> {
  const token = await tx.provisioningToken.findFirst({
    where: { id: tokenId, deletedAt: null },
    select: { id: true },
  });
  if (token === null) throw createUnauthorized(true);
}
