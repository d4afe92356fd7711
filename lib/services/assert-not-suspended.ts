import type { Actor } from "#lib/domain/actor.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Transaction } from "#lib/platform/db/transaction.ts";

/** Whether the actor changes the team as its member or key, and not from outside, as an administrator of the console does. */
export function isActingIn(actor: Actor, teamId: string): boolean {
  if (actor.type === "user") return actor.team?.id === teamId;
  return actor.type === "apiKey" && actor.teamId === teamId;
}

/** Throws `team_suspended` if the team was suspended since the request was identified. */
export async function assertNotSuspended(tx: Transaction, teamId: string): Promise<void> {
  const found = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM teams WHERE id = ${teamId} AND suspended_at IS NOT NULL`;
  if (found.length > 0) throw new ServiceError("team_suspended");
}
