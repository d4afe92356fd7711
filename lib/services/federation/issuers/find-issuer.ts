import { notFound } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { type IssuerRow, includeForDto } from "./issuer-dto.ts";

/** Reads an issuer that the team trusts. Throws `not_found`. */
export async function findIssuer(
  tx: Pick<Transaction, "trustedIssuer">,
  { teamId }: Pick<Scope, "teamId">,
  id: string,
): Promise<IssuerRow> {
  const issuer = await tx.trustedIssuer.findFirst({
    where: { id, teamId, deletedAt: null },
    include: includeForDto,
  });
  if (issuer === null) throw notFound();
  return issuer;
}

/**
 * Reads the issuer and locks it until the transaction ends. Whatever adds a rule about it, or exchanges a token, comes before or
 * after. Each locks an app before an issuer, and an issuer before its rules, so that none of them wait for each other.
 */
export async function lockIssuer(
  tx: Transaction,
  scope: Pick<Scope, "teamId">,
  id: string,
): Promise<IssuerRow> {
  await tx.$executeRaw`SELECT 1 FROM trusted_issuers WHERE id = ${id} AND team_id = ${scope.teamId} FOR UPDATE`;
  return findIssuer(tx, scope, id);
}
