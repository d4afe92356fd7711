import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import type { InvitationWithUrlDto } from "#lib/contract/people/invitations.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeTeamManagement } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { withClaim } from "#lib/services/idempotency/complete.ts";
import { dropMails } from "#lib/services/mails/drop-mails.ts";
import { lockTeamWith } from "#lib/services/teams/lock-team.ts";
import { assertMayInvite } from "./assert-may-invite.ts";
import { deliverInvitation } from "./deliver.ts";
import { invitationLifeMs } from "./find-invitation.ts";
import { toInvitationDtos } from "./invitation-dto.ts";

/**
 * POST /teams/{id}/invitations/{invitationId}/resend: creates a new link for 7 more days. The previous link stops working.
 * Throws `not_found` for an invitation that was accepted or withdrawn.
 */
export async function resendInvitation(
  ctx: ServiceContext,
  input: { invitationId: string; origin: string },
): Promise<InvitationWithUrlDto> {
  const scope = authorizeTeamManagement(ctx, "members:write");
  const { teamId } = scope;
  const token = createOneTimeToken();
  return withClaim(ctx, async (tx) => {
    const actor = await lockTeamWith(tx, scope, "members:write");
    const where = { id: input.invitationId, teamId, acceptedAt: null, withdrawnAt: null };
    const known = await tx.invitation.findFirst({ where });
    if (known === null) throw notFound();
    assertMayInvite(actor, known.role);
    const expiresAt = new Date(ctx.now.getTime() + invitationLifeMs);
    await tx.invitation.updateMany({
      where,
      data: { tokenHash: new Uint8Array(hashOneTimeToken(token)), expiresAt },
    });
    await dropMails(tx, { subjectId: known.id, kinds: ["invitation"], now: ctx.now });
    await emitAudit(tx, ctx, {
      teamId,
      action: "invitation.resend",
      target: { type: "invitation", id: known.id },
      changes: { expiresAt: expiresAt.toISOString() },
      personal: { email: known.email },
    });
    const [invitation] = await toInvitationDtos(tx, scope, [{ ...known, expiresAt }], ctx.now);
    if (invitation === undefined) throw new Error("an invitation was not described");
    return deliverInvitation(tx, ctx, invitation, { origin: input.origin, token });
  });
}
