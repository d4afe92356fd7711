import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { NoticeReceiver } from "./notify.ts";

interface OwnedKey {
  teamId: string;
  ownerUserId: string | null;
}

const person = { select: { id: true, email: true, emailVerifiedAt: true } } as const;

async function listMembers(
  tx: Transaction,
  teamId: string,
  who: { userId: string } | { role: { in: ("admin" | "owner")[] } },
): Promise<NoticeReceiver[]> {
  const members = await tx.member.findMany({
    where: { teamId, status: "active", user: { status: "active" }, ...who },
    select: { user: person },
  });
  return members.map(({ user }) => user);
}

function listAdmins(tx: Transaction, teamId: string): Promise<NoticeReceiver[]> {
  return listMembers(tx, teamId, { role: { in: ["admin", "owner"] } });
}

/** Those who are told about a key: its owner, or the owners and admins of the team that owns it. */
export function listKeyReceivers(
  tx: Transaction,
  { teamId, ownerUserId }: OwnedKey,
): Promise<NoticeReceiver[]> {
  return ownerUserId === null ? listAdmins(tx, teamId) : listMembers(tx, teamId, { userId: ownerUserId });
}

/** Those who are told about a change to a key: its owner, and the owners and admins of the team. */
export async function listChangeReceivers(tx: Transaction, key: OwnedKey): Promise<NoticeReceiver[]> {
  const admins = await listAdmins(tx, key.teamId);
  if (key.ownerUserId === null) return admins;
  const owner = await listMembers(tx, key.teamId, { userId: key.ownerUserId });
  return [...admins, ...owner.filter(({ id }) => admins.every((admin) => admin.id !== id))];
}
