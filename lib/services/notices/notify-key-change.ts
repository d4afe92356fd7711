import type { Actor } from "#lib/domain/actor.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";
import { operatorName } from "#lib/services/command-context.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listChangeReceivers } from "./list-key-receivers.ts";
import { notify } from "./notify.ts";

interface ChangedKey {
  id: string;
  name: string;
  teamId: string;
  ownerUserId: string | null;
  environmentId: string;
}

const changes = { "key.create": "created", "key.rotate": "rotated", "key.delete": "deleted" } as const;

function isNotified(action: string): action is keyof typeof changes {
  return Object.hasOwn(changes, action);
}

/** Who did it, in a notice. */
export function nameActor(actor: Actor): string {
  if (actor.type === "apiKey") return `The ${actor.credential} ${actor.name}`;
  return actor.name === operatorName ? "The operator" : actor.name;
}

/**
 * In environments that ask for it, tells the owner of a key and the team's owners and admins that it was created, rotated
 * or deleted. The person who did it isn't told.
 */
export async function notifyKeyChange(
  tx: Transaction,
  ctx: ServiceContext,
  key: ChangedKey,
  action: string,
): Promise<void> {
  if (!isNotified(action)) return;
  const { actor } = ctx;
  const { teamId, environmentId } = key;
  const environment = await tx.environment.findFirst({
    where: { id: environmentId, teamId, notifiesKeyChanges: true },
    select: { label: true },
  });
  if (environment === null) return;
  const team = await tx.team.findUniqueOrThrow({ where: { id: teamId }, select: { name: true, slug: true } });
  const receivers = await listChangeReceivers(tx, key);
  await notify(tx, ctx, {
    kind: "key_changed",
    receivers: receivers.filter(({ id }) => actor.type !== "user" || id !== actor.userId),
    teamId,
    data: {
      change: changes[action],
      keyId: key.id,
      keyName: key.name,
      environment: environment.label,
      teamName: team.name,
      teamSlug: team.slug,
      by: nameActor(actor),
    },
  });
}
