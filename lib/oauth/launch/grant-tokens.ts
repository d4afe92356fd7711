import { splitScopes } from "#lib/domain/apps/scopes.ts";
import { createInvalidClient, OAuthProblem } from "#lib/oauth/answer/oauth-problem.ts";
import { noteForApp } from "#lib/oauth/authorization-server/count-for-app.ts";
import { createServiceContext, type Exchange } from "#lib/oauth/authorization-server/exchange.ts";
import type { TokenResponse } from "#lib/oauth/authorization-server/grant-token.ts";
import { createIdToken } from "#lib/services/launch/tokens/create-id-token.ts";
import type { GrantClient, GrantTokens, Redeemed } from "#lib/services/launch/tokens/issue-grant-token.ts";
import { redeemCode } from "#lib/services/launch/tokens/redeem-code.ts";
import { refreshGrant } from "#lib/services/launch/tokens/refresh-grant.ts";
import { noteTokenRequest } from "#lib/services/oauth/note-token-request.ts";

type Form = ReadonlyMap<string, string>;

/** What SMART App Launch 2.2 adds to the response of RFC 6749. */
interface LaunchTokenResponse extends TokenResponse {
  refresh_token?: string;
  id_token?: string;
  patient?: string;
  encounter?: string;
  intent?: string;
  need_patient_banner?: boolean;
}

function requireParameter(form: Form, name: string): string {
  const value = form.get(name);
  if (value === undefined) throw new OAuthProblem("invalid_request", `${name} is required`);
  return value;
}

/** The app that has proven who it is, or that what it presents belongs to. */
function requireClient({ app, secretId, now }: Exchange): GrantClient {
  if (app === null) throw createInvalidClient();
  if (app.kind !== "service") return { app, secretId, now };
  throw new OAuthProblem("unauthorized_client", "A service acts by itself, so no person gives it access");
}

async function describeTokens({ runtime, now }: Exchange, tokens: GrantTokens): Promise<LaunchTokenResponse> {
  const { grant, scopes, refreshToken } = tokens;
  const { patientId, encounterId, intent } = grant;
  const idToken = await createIdToken(runtime, tokens, now);
  return {
    access_token: tokens.accessToken,
    token_type: "Bearer",
    expires_in: Math.floor((tokens.expiresAt.getTime() - now.getTime()) / 1000),
    scope: scopes.join(" "),
    ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
    ...(idToken === null ? {} : { id_token: idToken }),
    // The console shows no patient while the app is open, so the app does.
    ...(patientId === null ? {} : { patient: patientId, need_patient_banner: true }),
    ...(encounterId === null ? {} : { encounter: encounterId }),
    ...(intent === null ? {} : { intent }),
  };
}

async function answer(
  exchange: Exchange,
  client: GrantClient,
  redeemed: Redeemed,
): Promise<LaunchTokenResponse> {
  const { runtime } = exchange;
  if (redeemed.outcome === "wider") {
    throw new OAuthProblem("invalid_scope", "The person did not grant all of the requested scopes");
  }
  if (redeemed.outcome === "invalid") {
    throw new OAuthProblem(
      "invalid_grant",
      "The code or refresh token is not valid for this client, has expired, or was used before",
    );
  }
  // An app that proved who it is was counted then.
  if (exchange.decision === null) await noteForApp(exchange, client.app);
  const response = await describeTokens(exchange, redeemed.tokens);
  await noteTokenRequest(runtime.database, client);
  runtime.metrics.countIssuedToken("opaque");
  return response;
}

/** Exchanges a code for tokens (RFC 6749, section 4.1.3, and RFC 7636). */
export async function exchangeCode(exchange: Exchange, form: Form): Promise<LaunchTokenResponse> {
  const client = requireClient(exchange);
  const presented = {
    code: requireParameter(form, "code"),
    redirectUri: requireParameter(form, "redirect_uri"),
    verifier: requireParameter(form, "code_verifier"),
  };
  return answer(exchange, client, await redeemCode(createServiceContext(exchange), client, presented));
}

/** Exchanges a refresh token for other tokens (RFC 6749, section 6). */
export async function refreshTokens(exchange: Exchange, form: Form): Promise<LaunchTokenResponse> {
  const client = requireClient(exchange);
  const scope = form.get("scope");
  const presented = {
    refreshToken: requireParameter(form, "refresh_token"),
    scopes: scope === undefined ? null : splitScopes(scope),
  };
  return answer(exchange, client, await refreshGrant(createServiceContext(exchange), client, presented));
}
