import "server-only";

import { notFound } from "next/navigation";
import { requirePagePerson } from "#lib/auth/session/page-actor.ts";
import type { UserActor } from "#lib/domain/actor.ts";
import { takeTeamTurn } from "#lib/domain/limits/team-turns.ts";
import { createPageContext } from "#lib/queries/page-context.ts";
import type { HeavyContext, UsageContext } from "#lib/services/context.ts";

/**
 * The context of a page for administrators of this console. Visitors sign in first and return to `returnPath`. For everyone
 * else the page doesn't exist.
 */
export async function openInstance(returnPath: string) {
  const actor = await requirePagePerson(returnPath);
  if (!actor.isInstanceOwner) notFound();
  return createPageContext(actor);
}

/** Runs costly work when it is the caller's turn, as the API does. */
export async function runInInstanceTurn<Result>(
  ctx: UsageContext & { actor: UserActor },
  operationId: string,
  work: (heavy: HeavyContext & UsageContext) => Promise<Result>,
): Promise<Result> {
  const { userId, team } = ctx.actor;
  const endTurn = await takeTeamTurn(operationId, { teamId: team?.id ?? userId, id: userId }, null);
  try {
    return await work({ ...ctx, isHeavy: true });
  } finally {
    endTurn();
  }
}
