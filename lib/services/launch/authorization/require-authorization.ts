import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import { authorizePerson } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { type Authorization, findAuthorization } from "./read-authorization.ts";

/** For a request that was right when the page showed it. */
export function createOutdated(): ServiceError {
  return new ServiceError("conflict", {
    message: "This request can't be answered any more. Open the app again, and start from there",
  });
}

/** What the person can be asked now, in the team in which they act. Throws `not_found` for a request of another team's app. */
export async function requireAuthorization(ctx: ServiceContext, request: string): Promise<Authorization> {
  const actor = authorizePerson(ctx);
  const found = await findAuthorization(ctx, actor, request);
  if (found.outcome === "redirect" || found.outcome === "not_allowed") throw createOutdated();
  if (found.outcome !== "ask" || found.app.team.id !== actor.team?.id) throw notFound();
  return found;
}
