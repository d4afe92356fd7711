import { notFound } from "#lib/errors.ts";
import type { InvitationDto } from "#lib/schemas/invitations.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toInvitationDtos } from "./invitation-dto.ts";

/** One of the team's invitations; throws `not_found`. */
export async function readInvitation(
  ctx: ServiceContext,
  input: { invitationId: string },
): Promise<InvitationDto> {
  const { teamId } = authorize(ctx, "members:read");
  const { prisma } = ctx.runtime.database;
  const row = await prisma.invitation.findFirst({ where: { id: input.invitationId, teamId } });
  const [invitation] = row === null ? [] : await toInvitationDtos(prisma, [row], ctx.now);
  if (invitation === undefined) throw notFound();
  return invitation;
}
