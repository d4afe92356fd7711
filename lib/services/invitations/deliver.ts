import type { InvitationDto, InvitationWithUrlDto } from "#lib/contract/people/invitations.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { createInvitationMail } from "#lib/platform/mail/invitation-mail.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { queueMail } from "#lib/services/mails/queue-mail.ts";

/**
 * Returns the link of an invitation to the inviter, and queues it for sending by email if a mail server is set. If it can't
 * be sent, the invitation stays: the inviter can share the link.
 */
export async function deliverInvitation(
  tx: Transaction,
  ctx: ServiceContext,
  invitation: InvitationDto,
  { origin, token }: { origin: string; token: string },
): Promise<InvitationWithUrlDto> {
  const url = `${origin}/invitations/${token}`;
  const team = await tx.team.findUniqueOrThrow({
    where: { id: invitation.teamId },
    select: { name: true },
  });
  const mail = createInvitationMail(invitation, { url, teamName: team.name });
  const expiresAt = new Date(invitation.expiresAt);
  return {
    ...invitation,
    url,
    isMailed: await queueMail(tx, ctx, {
      kind: "invitation",
      mail,
      origin,
      expiresAt,
      subjectId: invitation.id,
    }),
  };
}
