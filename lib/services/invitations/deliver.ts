import { createInvitationMail } from "#lib/mail/invitation-mail.ts";
import type { InvitationDto, InvitationWithUrlDto } from "#lib/schemas/invitations.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { deliverMail } from "#lib/services/mails/deliver.ts";

/**
 * Once the invitation is stored: its link for whoever invited, and by mail where a mail server is set. A mail that cannot
 * be sent undoes nothing: the link can still be handed over.
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
