import type { InvitationDto } from "#lib/contract/people/invitations.ts";
import { notFound } from "#lib/domain/common/errors.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { authorizeTeamManagement } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { dropMails } from "#lib/services/mails/drop-mails.ts";
import { lockTeamWith } from "#lib/services/teams/lock-team.ts";
import { assertMayWithdraw } from "./assert-may-invite.ts";
import { toInvitationDtos } from "./invitation-dto.ts";

/** DELETE /teams/{id}/invitations/{invitationId}: the link stops working. Throws `not_found` if it was accepted. */
export async function withdrawInvitation(
  ctx: ServiceContext,
  input: { invitationId: string },
): Promise<InvitationDto> {
  const scope = authorizeTeamManagement(ctx, "members:write");
  const { teamId } = scope;
  return withTransaction(ctx.runtime.database, async (tx) => {
    const actor = await lockTeamWith(tx, scope, "members:write");
    const where = { id: input.invitationId, teamId, acceptedAt: null, withdrawnAt: null };
    const known = await tx.invitation.findFirst({ where });
    if (known !== null) assertMayWithdraw(actor, known.role);
    const { count } = await tx.invitation.updateMany({ where, data: { withdrawnAt: ctx.now } });
    if (known === null || count === 0) throw notFound();
    await dropMails(tx, { subjectId: known.id, kinds: ["invitation"], now: ctx.now });
    await emitAudit(tx, ctx, {
      teamId,
      action: "invitation.withdraw",
      target: { type: "invitation", id: known.id },
      changes: { role: known.role },
      personal: { email: known.email },
    });
    const [invitation] = await toInvitationDtos(tx, scope, [{ ...known, withdrawnAt: ctx.now }], ctx.now);
    if (invitation === undefined) throw new Error("an invitation was not described");
    return invitation;
  });
}
