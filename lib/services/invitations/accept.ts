import type { AcceptInvitationInput } from "#lib/contract/people/invitations.ts";
import type { TeamDto } from "#lib/contract/team/teams.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { toTeamDto } from "#lib/services/teams/team-dto.ts";
import { lockActivePerson } from "#lib/services/users/ownership/lock-user.ts";
import { whereToken } from "./find-invitation.ts";
import { joinByInvitation } from "./join.ts";

function createInvalidLink(): ServiceError {
  return new ServiceError("not_found", { message: "This invitation is no longer valid" });
}

/**
 * POST /invitations/accept: adds the signed-in person to the team if the invitation is for their email address. Returns the
 * team. Throws `not_found` for a used, withdrawn or expired link, `forbidden` for another person's, `conflict` for a member.
 */
export async function acceptInvitation(ctx: ServiceContext, input: AcceptInvitationInput): Promise<TeamDto> {
  const { userId, email } = authorizePerson(ctx);
  return withTransaction(ctx.runtime.database, async (tx) => {
    const invitation = await tx.invitation.findFirst({
      where: whereToken(input.token, ctx.now),
      include: { team: true },
    });
    if (invitation === null) throw createInvalidLink();
    if (invitation.email !== email) throw new ServiceError("forbidden");
    await tx.$executeRaw`SELECT 1 FROM teams WHERE id = ${invitation.teamId} FOR UPDATE`;
    // Someone who deletes their account at the same time must not stay in the team.
    await lockActivePerson(tx, userId);
    if (!(await joinByInvitation(tx, ctx, userId, invitation))) throw createInvalidLink();
    return toTeamDto(invitation.team, invitation.role);
  });
}
