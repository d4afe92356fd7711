import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { whereToken } from "./find-invitation.ts";

/** What the page of an invitation link shows to anyone with the link. */
export interface InvitationPreview {
  teamName: string;
  email: string;
  role: string;
  /** Null: the inviter no longer exists. */
  invitedBy: string | null;
  hasAccount: boolean;
}

/** Null for an unknown, used, withdrawn or expired link. The link itself is the only credential needed. */
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
