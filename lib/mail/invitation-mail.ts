import type { InvitationDto } from "#lib/schemas/invitations.ts";
import { joinLines, mailText } from "./mail-text.ts";
import type { Mail } from "./send-mail.ts";

/** Plain text: it reads the same everywhere and hides no other address behind a link. */
export function createInvitationMail(
  invitation: InvitationDto,
  link: { url: string; teamName: string },
): Mail {
  const { email, role, invitedBy, expiresAt } = invitation;
  const lines = [
    mailText`${invitedBy.name} invites you to the team ${link.teamName} on ByteEngine Console, as ${role}.`,
    mailText``,
    mailText`Open this link to join. It works once, for this address, until ${expiresAt.slice(0, 10)}:`,
    mailText``,
    mailText`${{ url: link.url }}`,
    mailText``,
    mailText`If you do not know the sender, ignore this mail: nothing happens without you.`,
    mailText``,
  ];
  return {
    to: email,
    subject: mailText`Join ${link.teamName} on ByteEngine Console`,
    text: joinLines(lines),
  };
}
