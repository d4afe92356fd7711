import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { Scope } from "#lib/services/authorize.ts";
import { whereKeyVisible } from "#lib/services/bounds.ts";

export type Creator = AppDto["secrets"][number]["creator"];

/**
 * Who created secrets, by id: people, and keys that the caller can see. A person who is no longer an active member of the
 * team has still seen the secret.
 */
export async function readCreators(
  tx: Pick<Transaction, "user" | "apiKey">,
  scope: Scope,
  ids: readonly string[],
): Promise<Map<string, Creator>> {
  const { teamId } = scope;
  const id = { in: [...new Set(ids)] };
  if (id.in.length === 0) return new Map();
  const membership = {
    where: { teamId, status: "active", user: { status: "active" } },
    select: { id: true },
  } as const;
  const people = await tx.user.findMany({
    where: { id },
    select: { id: true, name: true, members: membership },
  });
  const keys = await tx.apiKey.findMany({
    where: { id, teamId, AND: [whereKeyVisible(scope)] },
    select: { id: true, name: true, ownerUser: { select: { members: membership } } },
  });
  const creators = [
    ...people.map(({ members, ...person }) => ({ ...person, isMember: members.length > 0 })),
    ...keys.map(({ ownerUser, ...key }) => ({
      ...key,
      isMember: ownerUser === null || ownerUser.members.length > 0,
    })),
  ];
  return new Map(creators.map((creator) => [creator.id, creator]));
}
