import { notFound } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { DirectoryContext } from "../directory-context.ts";
import { includeForPerson, type PersonRow } from "./directory-person.ts";

/** A person the directory manages. Throws `not_found` for every other account. */
export async function findProvisioned(
  tx: Pick<Transaction, "provisionedPerson">,
  userId: string,
): Promise<PersonRow> {
  const row = await tx.provisionedPerson.findFirst({
    where: { userId, endedAt: null },
    include: includeForPerson,
  });
  if (row === null) throw notFound();
  return row;
}

export function readProvisionedPerson(ctx: DirectoryContext, id: string): Promise<PersonRow> {
  return findProvisioned(ctx.runtime.database.prisma, id);
}
