import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { endAccessToServer } from "#lib/services/launch/grants/end-access.ts";
import { toFhirServerDto } from "./fhir-server-dto.ts";
import { lockFhirServer } from "./find-fhir-server.ts";
import { closedGateway } from "./gateway/plan-gateway.ts";

/** DELETE /fhir/servers/{id}: removes it from every list, its credential, and what apps got for it. Returns the server. */
export async function deleteFhirServer(ctx: ServiceContext, input: { id: string }): Promise<FhirServerDto> {
  const scope = authorize(ctx, "fhir.servers:write");
  const { teamId } = scope;
  const { id } = input;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const server = await lockFhirServer(tx, scope, id);
    await tx.fhirServerCredential.deleteMany({ where: { serverId: id, server: { teamId } } });
    const endedGrants = await endAccessToServer(tx, server, ctx.now);
    await tx.fhirServer.updateMany({
      where: { id, teamId, deletedAt: null },
      data: { ...closedGateway, deletedAt: ctx.now },
    });
    await emitAudit(tx, ctx, {
      teamId,
      action: "fhir_server.delete",
      target: { type: "fhirServer", id },
      changes: { name: server.name, ...(endedGrants === 0 ? {} : { endedGrants }) },
    });
    return toFhirServerDto({ ...server, ...closedGateway, credential: null }, ctx.runtime);
  });
}
