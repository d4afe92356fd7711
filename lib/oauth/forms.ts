import { hashSecret } from "#lib/domain/keys/secret.ts";
import { exchangeGrantType, grantType } from "./answer/endpoints.ts";
import { OAuthProblem } from "./answer/oauth-problem.ts";
import { readForm } from "./answer/read-form.ts";
import type { Exchange } from "./authorization-server/exchange.ts";
import { processForm } from "./authorization-server/process-form.ts";
import { readAssertionHeader } from "./authorization-server/read-assertion-header.ts";
import { exchangeToken } from "./token-exchange/exchange-token.ts";

const authenticationParameters = ["client_id", "client_secret", "client_assertion", "client_assertion_type"];

type Form = ReadonlyMap<string, string>;

function pick(form: Form, names: readonly string[]): [string, string][] {
  return [...form].filter(([name]) => names.includes(name));
}

async function openForm(exchange: Exchange, request: Request): Promise<Form> {
  const form = await readForm(request);
  const assertion = form.get("client_assertion");
  exchange.assertion = assertion === undefined ? null : readAssertionHeader(assertion);
  return form;
}

/** POST /oauth/token (RFC 6749, section 4.4, and RFC 8693). Returns the body of the response. */
export async function requestToken(
  exchange: Exchange,
  request: Request,
  authorization: string | null,
): Promise<string> {
  const form = await openForm(exchange, request);
  const requested = form.get("grant_type");
  if (requested === undefined) throw new OAuthProblem("invalid_request", "grant_type is required");
  if (requested === exchangeGrantType) return exchangeToken(exchange, form, authorization);
  if (requested !== grantType) {
    throw new OAuthProblem(
      "unsupported_grant_type",
      `grant_type must be ${grantType} or ${exchangeGrantType}`,
    );
  }
  return processForm(exchange, "/token", {
    form: pick(form, [...authenticationParameters, "grant_type", "scope"]),
    authorization,
  });
}

/**
 * POST /oauth/revoke (RFC 7009). The library gets the digest of the token, so that it looks up signed and opaque ones alike. A
 * token that doesn't exist, or that another app got, changes nothing and is not an error.
 */
export async function revoke(
  exchange: Exchange,
  request: Request,
  authorization: string | null,
): Promise<string> {
  const form = await openForm(exchange, request);
  const token = form.get("token");
  if (token === undefined) throw new OAuthProblem("invalid_request", "token is required");
  return processForm(exchange, "/revoke", {
    form: [...pick(form, authenticationParameters), ["token", hashSecret(token).toString("hex")]],
    authorization,
  });
}
