import type { LinkPersonInput } from "#lib/contract/apps/launch.ts";
import type { PersonLinkDto } from "#lib/contract/apps/launch-output.ts";
import { getActorId } from "#lib/domain/actor.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { type Transaction, withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { lockFhirServer } from "#lib/services/fhir-servers/find-fhir-server.ts";
import { recordInvalidation } from "#lib/services/invalidations/record.ts";
import { getResourceType, type LinkRow, toPersonLinkDto } from "./find-link.ts";

/**
 * Locks the membership, so that removing the person comes before or after. Returns since when it exists. Throws `not_found` for
 * anyone but an active member.
 */
async function lockActiveMember(tx: Transaction, teamId: string, userId: string): Promise<Date> {
  const [found] = await tx.$queryRaw<{ joinedAt: Date }[]>`
    SELECT member.joined_at AS "joinedAt" FROM members member JOIN users person ON person.id = member.user_id
    WHERE member.team_id = ${teamId} AND member.user_id = ${userId}
      AND member.status = 'active' AND person.status = 'active'
    FOR SHARE OF member`;
  if (found === undefined) throw notFound();
  return found.joinedAt;
}

const includePerson = { user: { select: { name: true, email: true } } } as const;

function toRow({
  user,
  ...link
}: Pick<LinkRow, "userId" | "reference" | "createdAt"> & { user: Pick<LinkRow, "name" | "email"> }): LinkRow {
  return { ...link, ...user };
}

/**
 * PUT /fhir/servers/{id}/people/{userId}: says who a member of the team is on the server, instead of what was said before.
 * Idempotent. Throws `not_found` for a server or a person who isn't an active member.
 */
export async function linkFhirPerson(
  ctx: ServiceContext,
  { id, userId, reference }: LinkPersonInput & { id: string; userId: string },
): Promise<PersonLinkDto> {
  const scope = authorize(ctx, "fhir.gateway:write");
  const { teamId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const { baseUrl } = await lockFhirServer(tx, scope, id);
    const joinedAt = await lockActiveMember(tx, teamId, userId);
    const where = { serverId_userId: { serverId: id, userId } };
    const before = await tx.fhirPersonLink.findUnique({ where, include: includePerson });
    const counts = before !== null && before.baseUrl === baseUrl && before.createdAt >= joinedAt;
    if (counts && before.reference === reference) return toPersonLinkDto(toRow(before));
    // The clock of the instance through which the person joined can be ahead of this one's.
    const createdAt = new Date(Math.max(ctx.now.getTime(), joinedAt.getTime()));
    const fields = { reference, baseUrl, createdById: getActorId(ctx.actor), createdAt };
    const link = await tx.fhirPersonLink.upsert({
      where,
      create: { serverId: id, userId, ...fields },
      update: fields,
      include: includePerson,
    });
    await recordInvalidation(tx, "user", userId);
    await emitAudit(tx, ctx, {
      teamId,
      action: "fhir_person.link",
      target: { type: "fhirServer", id },
      changes: { userId, resourceType: getResourceType(reference) },
    });
    return toPersonLinkDto(toRow(link));
  });
}
