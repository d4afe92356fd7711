import type { InvitationDto } from "#lib/schemas/invitations.ts";
import type { Mail } from "./send-mail.ts";

/** Plain text: it reads the same everywhere and hides no other address behind a link. */
export function createInvitationMail(
  invitation: InvitationDto,
  link: { url: string; teamName: string },
): Mail {
  const { email, role, invitedBy, expiresAt } = invitation;
  const lines = [
    `${invitedBy.name} invites you to the team ${link.teamName} on ByteEngine Console, as ${role}.`,
    "",
    `Open this link to join. It works once, for this address, until ${expiresAt.slice(0, 10)}:`,
    "",
    link.url,
    "",
    "If you do not know the sender, ignore this mail: nothing happens without you.",
    "",
  ];
  return { to: email, subject: `Join ${link.teamName} on ByteEngine Console`, text: lines.join("\n") };
}
