import type { InvitationDto } from "#lib/contract/people/invitations.ts";
import { joinLines, mailText } from "./mail-text.ts";
import type { Mail } from "./send-mail.ts";

/** Plain text, because it looks the same everywhere and can't hide another URL behind a link. */
export function createInvitationMail(
  invitation: InvitationDto,
  link: { url: string; teamName: string },
): Mail {
  const { email, role, invitedBy, expiresAt } = invitation;
  const lines = [
    mailText`${invitedBy.name} invited you to join the team ${link.teamName} on ByteEngine Console as ${role}.`,
    mailText``,
    mailText`Open this link to join. It works once, only for this email address, until ${expiresAt.slice(0, 10)}:`,
    mailText``,
    mailText`${{ url: link.url }}`,
    mailText``,
    mailText`If you don't know the sender, ignore this email.`,
    mailText``,
  ];
  return {
    to: email,
    subject: mailText`Join ${link.teamName} on ByteEngine Console`,
    text: joinLines(lines),
  };
}
