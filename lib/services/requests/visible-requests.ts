import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { whereKeyVisible } from "#lib/services/bounds.ts";

/**
 * The team's requests that the caller can see: a person all of them, a key those with the keys it can see. The
 * log has no relation to keys, because a verification must not wait for one.
 */
export async function whereRequestVisible(
  tx: Pick<Transaction, "apiKey">,
  scope: Scope,
): Promise<Prisma.RequestLogEntryWhereInput> {
  const { teamId } = scope;
  const visible = whereKeyVisible(scope);
  if (scope.bounds.kind === "person") return { teamId };
  const keys = await tx.apiKey.findMany({ where: { teamId, AND: [visible] }, select: { id: true } });
  return { teamId, keyId: { in: keys.map(({ id }) => id) } };
}

/** Whether the caller can read what concerns the whole console: requests without a known key. */
export function isConsoleAdministrator({ actor }: Scope): boolean {
  return actor.type === "user" && actor.isInstanceOwner;
}

/** Throws `forbidden` unless the caller can read requests without a known key. */
export function assertConsoleAdministrator(scope: Scope): void {
  if (isConsoleAdministrator(scope)) return;
  throw new ServiceError("forbidden");
}
