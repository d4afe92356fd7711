import type { InvitationDto } from "#lib/contract/people/invitations.ts";
import { isId } from "#lib/domain/common/ids.ts";
import { showEmail } from "#lib/domain/people/deleted-person.ts";
import type { Invitation } from "#lib/platform/db/generated/client.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { whereKeyVisible } from "#lib/services/bounds.ts";

/** The kind of invitations in a key's resources: `invitations:inv_...`. */
export const invitationKind = "invitations";

function getStatus(invitation: Invitation, now: Date): InvitationDto["status"] {
  if (invitation.acceptedAt !== null) return "accepted";
  if (invitation.withdrawnAt !== null) return "withdrawn";
  return invitation.expiresAt <= now ? "expired" : "pending";
}

/** The names of the inviters by id: people, and keys that the caller can see. */
async function readInviterNames(
  tx: Pick<Transaction, "user" | "apiKey">,
  scope: Scope,
  ids: readonly string[],
) {
  const where = { id: { in: [...new Set(ids)] } };
  const ofTeam = { ...where, teamId: scope.teamId, AND: [whereKeyVisible(scope)] };
  const [users, keys] = await Promise.all([
    tx.user.findMany({ where, select: { id: true, name: true } }),
    tx.apiKey.findMany({ where: ofTeam, select: { id: true, name: true } }),
  ]);
  return new Map([...users, ...keys].map(({ id, name }) => [id, name]));
}

/** A key that the caller cannot see is shown without id and name. */
function describeInviter(id: string, names: ReadonlyMap<string, string>) {
  const name = names.get(id);
  return { id: name === undefined && isId("key", id) ? "" : id, name: name ?? "" };
}

/** Invitations as the API shows them, without the token and its digest. */
export async function toInvitationDtos(
  tx: Pick<Transaction, "user" | "apiKey">,
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
