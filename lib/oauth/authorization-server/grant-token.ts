import { isWithinScopes, splitScopes } from "#lib/domain/apps/scopes.ts";
import { createInvalidClient, OAuthProblem } from "#lib/oauth/answer/oauth-problem.ts";
import { issueToken } from "#lib/services/oauth/issue-token.ts";
import { noteTokenRequest } from "#lib/services/oauth/note-token-request.ts";
import type { Exchange } from "./exchange.ts";

/** RFC 6749, section 5.1. */
export interface TokenResponse {
  access_token: string;
  token_type: "Bearer";
  expires_in: number;
  scope: string;
}

/** The requested scopes, or all of the app's. Never fewer than requested: an app then knows what it has. */
export function chooseScopes(held: readonly string[], requested: string | undefined): readonly string[] {
  const scopes = requested === undefined ? held : splitScopes(requested);
  if (scopes.length === 0) throw new OAuthProblem("invalid_scope", "The app has no scopes");
  const isOutside = scopes.some((scope) => !isWithinScopes(held, scope));
  if (isOutside) throw new OAuthProblem("invalid_scope", "The app does not have all of the requested scopes");
  return scopes;
}

/** Grants a token to the app that has proven who it is (RFC 6749, section 4.4). */
export async function grantToken(
  { runtime, app, secretId, now }: Exchange,
  requestedScope: string | undefined,
): Promise<TokenResponse> {
  if (app === null) throw createInvalidClient();
  if (app.kind !== "service") {
    throw new OAuthProblem(
      "unauthorized_client",
      "Only an app of the kind service can get a token by itself",
    );
  }
  const scopes = chooseScopes(app.scopes, requestedScope);
  const issued = await issueToken(runtime, { app, secretId, scopes, now, format: app.format });
  if (issued === null) throw createInvalidClient();
  await noteTokenRequest(runtime.database, { app, secretId, now });
  runtime.metrics.countIssuedToken(app.format);
  return {
    access_token: issued.token,
    token_type: "Bearer",
    expires_in: Math.floor((issued.expiresAt.getTime() - now.getTime()) / 1000),
    scope: scopes.join(" "),
  };
}
