import type { Runtime } from "#lib/runtime.ts";
import { whereToken } from "./find-invitation.ts";

/** What the page behind an invitation's link shows to whoever holds it. */
export interface InvitationPreview {
  teamName: string;
  email: string;
  role: string;
  /** Null: whoever invited is gone. */
  invitedBy: string | null;
  hasAccount: boolean;
}

/** Null for a link that was used, withdrawn, is too old, or never was. Holding the link is all the authority it takes. */
export async function readInvitationByToken(
  runtime: Pick<Runtime, "database">,
  token: string,
  now: Date,
): Promise<InvitationPreview | null> {
  const { prisma } = runtime.database;
  const invitation = await prisma.invitation.findFirst({
    where: whereToken(token, now),
    include: { team: { select: { name: true } } },
  });
  if (invitation === null) return null;
  const [inviter, account] = await Promise.all([
    prisma.user.findUnique({ where: { id: invitation.invitedById }, select: { name: true } }),
    prisma.user.findUnique({ where: { email: invitation.email }, select: { id: true } }),
  ]);
  return {
    teamName: invitation.team.name,
    email: invitation.email,
    role: invitation.role,
    invitedBy: inviter?.name ?? null,
    hasAccount: account !== null,
  };
}
