import type { PersonLinkDto } from "#lib/contract/apps/launch-output.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockFhirServer } from "#lib/services/fhir-servers/find-fhir-server.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { getResourceType, readLinks, toPersonLinkDto } from "./find-link.ts";

/**
 * DELETE /fhir/servers/{id}/people/{userId}: the person is nobody on the server any more. Apps that reach a record only because of
 * the link lose access now. Returns the removed link. Throws `not_found` for a person without one.
 */
export async function unlinkFhirPerson(
  ctx: ServiceContext,
  { id, userId }: { id: string; userId: string },
): Promise<PersonLinkDto> {
  const scope = authorize(ctx, "fhir.gateway:write");
  const { teamId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    await lockFhirServer(tx, scope, id);
    const where = Prisma.sql`
      link.server_id = ${id} AND link.user_id = ${userId} AND server.team_id = ${teamId}`;
    const [link] = await readLinks(tx, where, 1);
    if (link === undefined) throw notFound();
    await tx.fhirPersonLink.deleteMany({ where: { serverId: id, userId, server: { teamId } } });
    await recordInvalidation(tx, "user", userId);
    await emitAudit(tx, ctx, {
      teamId,
      action: "fhir_person.unlink",
      target: { type: "fhirServer", id },
      changes: { userId, resourceType: getResourceType(link.reference) },
    });
    return toPersonLinkDto(link);
  });
}
