import type { InvitationDto, InvitationWithUrlDto } from "#lib/contract/people/invitations.ts";
import { createInvitationMail } from "#lib/platform/mail/invitation-mail.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { deliverMail } from "#lib/services/mails/deliver.ts";

/**
 * After the invitation is stored: returns its link to the inviter, and sends it by email if a mail server is set. If the
 * email cannot be sent, the invitation stays: the inviter can share the link.
 */
export async function deliverInvitation(
  ctx: ServiceContext,
  invitation: InvitationDto,
  link: { origin: string; token: string; teamName: string },
): Promise<InvitationWithUrlDto> {
  const url = `${link.origin}/invitations/${link.token}`;
  const mail = createInvitationMail(invitation, { url, teamName: link.teamName });
  return { ...invitation, url, isMailed: await deliverMail(ctx, mail) };
}
