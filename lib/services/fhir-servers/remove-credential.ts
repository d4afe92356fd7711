import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { getNextUpdatedAt } from "#lib/services/keys/change-key.ts";
import { toFhirServerDto } from "./fhir-server-dto.ts";
import { findFhirServer, lockFhirServer } from "./find-fhir-server.ts";

/** DELETE /fhir/servers/{id}/credential: the gateway no longer authenticates at the server. Idempotent. */
export async function removeFhirCredential(
  ctx: ServiceContext,
  { id }: { id: string },
): Promise<FhirServerDto> {
  const scope = authorize(ctx, "fhir.gateway:write");
  const { teamId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const server = await lockFhirServer(tx, scope, id);
    if (server.credential === null) return toFhirServerDto(server, ctx.runtime);
    await tx.fhirServerCredential.deleteMany({ where: { serverId: id, server: { teamId } } });
    await tx.fhirServer.updateMany({
      where: { id, teamId, deletedAt: null },
      data: { updatedAt: getNextUpdatedAt(server.updatedAt, ctx.now) },
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "fhir_credential.remove",
      target: { type: "fhirServer", id },
      changes: { kind: server.credential.kind },
    });
    return toFhirServerDto(await findFhirServer(tx, scope, id), ctx.runtime);
  });
}
