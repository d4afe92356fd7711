import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listKeyReceivers } from "./list-key-receivers.ts";
import { notify } from "./notify.ts";
import { nameActor } from "./notify-key-change.ts";

interface ChangedServer {
  id: string;
  name: string;
  teamId: string;
}

/**
 * Tells the team's owners and admins that a gateway was turned on, or that API keys can use it. The person who did it isn't
 * told, and nobody is told that something was turned off.
 */
export async function notifyGatewayChange(
  tx: Transaction,
  ctx: ServiceContext,
  server: ChangedServer,
  { gatewayEnabled, gatewayAllowsKeys }: { gatewayEnabled?: boolean; gatewayAllowsKeys?: boolean },
): Promise<void> {
  if (gatewayEnabled !== true && gatewayAllowsKeys !== true) return;
  const { actor } = ctx;
  const { teamId } = server;
  const team = await tx.team.findUniqueOrThrow({ where: { id: teamId }, select: { name: true, slug: true } });
  const receivers = await listKeyReceivers(tx, { teamId, ownerUserId: null });
  await notify(tx, ctx, {
    kind: "gateway_changed",
    receivers: receivers.filter(({ id }) => actor.type !== "user" || id !== actor.userId),
    teamId,
    data: {
      change: gatewayAllowsKeys === true ? "keys_allowed" : "turned_on",
      serverId: server.id,
      serverName: server.name,
      teamName: team.name,
      teamSlug: team.slug,
      by: nameActor(actor),
    },
  });
}
