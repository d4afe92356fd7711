import "server-only";

import { headers } from "next/headers";
import type { TeamUserActor } from "#lib/auth/session/page-actor.ts";
import type { UserActor } from "#lib/domain/actor.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { takeTeamTurn } from "#lib/domain/limits/team-turns.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import type { HeavyContext, UsageContext } from "#lib/services/context.ts";

/** The context in which a page calls services, on behalf of the user who opened it. */
export async function createPageContext<Actor extends UserActor>(
  actor: Actor,
): Promise<UsageContext & { actor: Actor }> {
  const requestHeaders = await headers();
  return {
    runtime: getRuntime(),
    actor,
    request: {
      id: requestHeaders.get("x-request-id") ?? createId("request"),
      address: requestHeaders.get("x-forwarded-for"),
      agent: requestHeaders.get("user-agent"),
    },
    now: new Date(),
  };
}

/** Runs costly work when it is the team's turn: as in the API, each operation runs once at a time in each team. */
export async function runInTurn<Result>(
  ctx: UsageContext & { actor: TeamUserActor },
  operationId: string,
  work: (heavy: HeavyContext & UsageContext) => Promise<Result>,
): Promise<Result> {
  const caller = { teamId: ctx.actor.team.id, id: ctx.actor.userId };
  const endTurn = await takeTeamTurn(operationId, caller, null);
  try {
    return await work({ ...ctx, isHeavy: true });
  } finally {
    endTurn();
  }
}

/** The origin of this console, for code samples. */
export async function readOrigin(): Promise<string> {
  const { config } = getRuntime();
  if (config.publicOrigin !== undefined) return config.publicOrigin;
  const host = (await headers()).get("host");
  return `http://${host ?? `${config.host}:${config.port}`}`;
}
