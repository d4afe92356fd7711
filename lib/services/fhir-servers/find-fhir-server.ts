import { notFound } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { assertEnvironment, assertResource } from "#lib/services/bounds.ts";
import { fhirServerKind } from "#lib/services/resource-kinds.ts";
import { type FhirServerRow, includeForDto } from "./fhir-server-dto.ts";

/** Reads the team's FHIR server. Throws `not_found`, and `forbidden` for a key without access to its environment or id. */
export async function findFhirServer(
  tx: Pick<Transaction, "fhirServer">,
  scope: Scope,
  id: string,
): Promise<FhirServerRow> {
  const server = await tx.fhirServer.findFirst({
    where: { id, teamId: scope.teamId, deletedAt: null },
    include: includeForDto,
  });
  if (server === null) throw notFound();
  assertEnvironment(scope, server.environmentId);
  assertResource(scope, fhirServerKind, server.id);
  return server;
}
