import type { Transaction } from "#lib/platform/db/transaction.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listKeyReceivers } from "./list-key-receivers.ts";
import { notify } from "./notify.ts";
import { nameActor } from "./notify-key-change.ts";

type Change =
  /** The person let the app act for them. They are told the first time. */
  | "authorized"
  /** Someone else ended it. */
  | "ended"
  /** A code or refresh token was used twice, so it ended. The team's owners and admins are told, too. */
  | "replayed";

const namesOfTeam = { select: { name: true, slug: true } } as const;

async function readNames(tx: Transaction, id: string) {
  const grant = await tx.appGrant.findUniqueOrThrow({
    where: { id },
    select: {
      appId: true,
      teamId: true,
      userId: true,
      app: { select: { name: true, team: namesOfTeam } },
      user: { select: { name: true } },
    },
  });
  const { appId, teamId, userId, app, user } = grant;
  const names = { appId, appName: app.name, teamName: app.team.name, teamSlug: app.team.slug };
  return { appId, teamId, userId, userName: user.name, names };
}

/** Tells people what happened to a person's grant. Call it in the transaction of the change, after its own locks are taken. */
export async function notifyGrantChange(
  tx: Transaction,
  ctx: ServiceContext,
  grantId: string,
  change: Change,
): Promise<void> {
  const { appId, teamId, userId, userName, names } = await readNames(tx, grantId);
  const { actor } = ctx;
  if (change === "ended" && actor.type === "user" && actor.userId === userId) return;
  if (change === "authorized") {
    const earlier = await tx.appGrant.findFirst({
      where: { appId, userId, id: { not: grantId } },
      select: { id: true },
    });
    if (earlier !== null) return;
  }
  const by = nameActor(actor);
  const person = await listKeyReceivers(tx, { teamId, ownerUserId: userId });
  await notify(tx, ctx, {
    kind: "app_authorized",
    receivers: person,
    teamId,
    data: { ...names, change, by, person: null },
  });
  if (change !== "replayed") return;
  const admins = await listKeyReceivers(tx, { teamId, ownerUserId: null });
  await notify(tx, ctx, {
    kind: "app_authorized",
    receivers: admins.filter(({ id }) => id !== userId),
    teamId,
    data: { ...names, change, by, person: userName },
  });
}
