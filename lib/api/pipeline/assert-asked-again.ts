import { assertRecentProof } from "#lib/services/sessions/recent-proof.ts";
import type { ApiContext, RawInput, Route } from "./define-route.ts";

/**
 * Throws `reauthentication_required` for a person whose proof is too old for this request. Called before an
 * Idempotency-Key is claimed, so that the same request can be sent again.
 */
export function assertAskedAgain(ctx: ApiContext, route: Route, raw: RawInput): void {
  if (ctx.actor.type !== "user" || route.asking === null) return;
  const kind = route.findProof(ctx, raw);
  if (kind !== null) assertRecentProof(ctx.runtime.config, kind, ctx.actor.authenticatedAt, ctx.now);
}
