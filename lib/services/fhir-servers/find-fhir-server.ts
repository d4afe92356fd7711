import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
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

/** Reads the server and locks it until the transaction ends, so that its base URL, gateway and credential change one by one. */
export async function lockFhirServer(tx: Transaction, scope: Scope, id: string): Promise<FhirServerRow> {
  await tx.$executeRaw`SELECT 1 FROM fhir_servers WHERE id = ${id} AND team_id = ${scope.teamId} FOR UPDATE`;
  return findFhirServer(tx, scope, id);
}

/** Throws `conflict` if the server has changed since the caller read it, for example to another base URL. */
export function assertUnchanged({ updatedAt }: FhirServerRow, expectedUpdatedAt: Date | undefined): void {
  if (expectedUpdatedAt === undefined || expectedUpdatedAt.getTime() === updatedAt.getTime()) return;
  throw new ServiceError("conflict", {
    message: "This FHIR server has changed since you loaded it. Load the latest version and try again",
  });
}
