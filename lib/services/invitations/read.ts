import type { InvitationDto } from "#lib/contract/people/invitations.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { authorize } from "#lib/services/authorize.ts";
import { assertResource } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { invitationKind, toInvitationDtos } from "./invitation-dto.ts";

/** Reads one of the team's invitations. Throws `not_found`. */
export async function readInvitation(
  ctx: ServiceContext,
  input: { invitationId: string },
): Promise<InvitationDto> {
  const scope = authorize(ctx, "members:read");
  const { teamId } = scope;
  assertResource(scope, invitationKind, input.invitationId);
  const { prisma } = ctx.runtime.database;
  const row = await prisma.invitation.findFirst({ where: { id: input.invitationId, teamId } });
  const [invitation] = row === null ? [] : await toInvitationDtos(prisma, scope, [row], ctx.now);
  if (invitation === undefined) throw notFound();
  return invitation;
}
