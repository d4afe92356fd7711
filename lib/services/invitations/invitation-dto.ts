import type { InvitationDto } from "#lib/contract/people/invitations.ts";
import { isId } from "#lib/domain/common/ids.ts";
import { showEmail } from "#lib/domain/people/deleted-person.ts";
import type { Invitation } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { whereAppVisible, whereKeyVisible } from "#lib/services/bounds.ts";

/** The kind of invitations in a key's resources: `invitations:inv_...`. */
export const invitationKind = "invitations";

function getStatus(invitation: Invitation, now: Date): InvitationDto["status"] {
  if (invitation.acceptedAt !== null) return "accepted";
  if (invitation.withdrawnAt !== null) return "withdrawn";
  return invitation.expiresAt <= now ? "expired" : "pending";
}

/** The names of the inviters by id: people, and keys and apps that the caller can see. */
async function readInviterNames(
  tx: Pick<Transaction, "user" | "apiKey" | "app">,
  scope: Scope,
  ids: readonly string[],
) {
  const where = { id: { in: [...new Set(ids)] } };
  const ofTeam = { ...where, teamId: scope.teamId };
  const [users, keys, apps] = await Promise.all([
    tx.user.findMany({ where, select: { id: true, name: true } }),
    tx.apiKey.findMany({
      where: { ...ofTeam, AND: [whereKeyVisible(scope)] },
      select: { id: true, name: true },
    }),
    tx.app.findMany({
      where: { ...ofTeam, AND: [whereAppVisible(scope)] },
      select: { id: true, name: true },
    }),
  ]);
  return new Map([...users, ...keys, ...apps].map(({ id, name }) => [id, name]));
}

/** A key or app that the caller cannot see is shown without id and name. */
function describeInviter(id: string, names: ReadonlyMap<string, string>) {
  const name = names.get(id);
  const isHidden = name === undefined && (isId("key", id) || isId("app", id));
  return { id: isHidden ? "" : id, name: name ?? "" };
}

/** Invitations as the API shows them, without the token and its digest. */
export async function toInvitationDtos(
  tx: Pick<Transaction, "user" | "apiKey" | "app">,
  scope: Scope,
  invitations: readonly Invitation[],
  now: Date,
): Promise<InvitationDto[]> {
  const names = await readInviterNames(
    tx,
    scope,
    invitations.map(({ invitedById }) => invitedById),
  );
  return invitations.map((invitation) => ({
    id: invitation.id,
    teamId: invitation.teamId,
    email: showEmail(invitation.email),
    role: invitation.role,
    status: getStatus(invitation, now),
    invitedBy: describeInviter(invitation.invitedById, names),
    createdAt: invitation.createdAt.toISOString(),
    expiresAt: invitation.expiresAt.toISOString(),
  }));
}
