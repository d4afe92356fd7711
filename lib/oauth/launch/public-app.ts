import { createInvalidClient, OAuthProblem } from "#lib/oauth/answer/oauth-problem.ts";
import { assertAppHasRoom } from "#lib/oauth/authorization-server/count-for-app.ts";
import type { Exchange } from "#lib/oauth/authorization-server/exchange.ts";
import { findRefreshApp } from "#lib/services/launch/tokens/revoke-refresh-token.ts";
import { findClientApp } from "#lib/services/oauth/find-client-app.ts";

type Form = ReadonlyMap<string, string>;

const proofs = ["client_secret", "client_assertion", "client_assertion_type"];

/** Whether a request proves nothing: it names its app at most, as a public one does. */
export function isWithoutProof(form: Form, authorization: string | null): boolean {
  return authorization === null && !proofs.some((name) => form.has(name));
}

/** Libraries don't repeat the `client_id` when they refresh: the refresh token names the app. */
async function findClientId({ runtime }: Exchange, form: Form): Promise<string> {
  const named = form.get("client_id");
  if (named !== undefined) return named;
  const refreshToken = form.get("refresh_token");
  if (refreshToken === undefined) throw new OAuthProblem("invalid_request", "client_id is required");
  const found = await findRefreshApp(runtime.database, refreshToken);
  if (found === null) throw new OAuthProblem("invalid_grant", "The refresh token is not valid");
  return found;
}

/**
 * Finds the public app that a request names. What it presents proves the rest: a code with its verifier, or a refresh token. It
 * isn't counted toward the app yet, because anyone can name it.
 */
export async function identifyPublicApp(exchange: Exchange, form: Form): Promise<void> {
  const { runtime, address, now } = exchange;
  const app = await findClientApp(runtime.database, await findClientId(exchange, form), { address, now });
  if (app === null || app.kind !== "public") throw createInvalidClient();
  exchange.app = app;
  await assertAppHasRoom(exchange, app);
}
