import { hashSecret } from "#lib/domain/keys/secret.ts";
import { revokeRefreshToken } from "#lib/services/launch/tokens/revoke-refresh-token.ts";
import { revokeToken } from "#lib/services/oauth/revoke-token.ts";
import { exchangeGrantType, grantType, grantTypes } from "./answer/endpoints.ts";
import { OAuthProblem } from "./answer/oauth-problem.ts";
import { readForm } from "./answer/read-form.ts";
import { createServiceContext, type Exchange } from "./authorization-server/exchange.ts";
import { grantToken } from "./authorization-server/grant-token.ts";
import { processForm } from "./authorization-server/process-form.ts";
import { readAssertionHeader } from "./authorization-server/read-assertion-header.ts";
import { exchangeCode, refreshTokens } from "./launch/grant-tokens.ts";
import { identifyPublicApp, isWithoutProof } from "./launch/public-app.ts";
import { exchangeToken } from "./token-exchange/exchange-token.ts";

const authenticationParameters = ["client_id", "client_secret", "client_assertion", "client_assertion_type"];

type Form = ReadonlyMap<string, string>;

function pick(form: Form, names: readonly string[]): [string, string][] {
  return [...form].filter(([name]) => names.includes(name));
}

/** Runs `answer` once the library has found out which app asks. */
function answerForApp(
  exchange: Exchange,
  form: Form,
  { authorization, answer }: { authorization: string | null; answer: () => Promise<unknown> },
): Promise<string> {
  exchange.answer = answer;
  const sent: [string, string][] = [...pick(form, authenticationParameters), ["grant_type", grantType]];
  return processForm(exchange, { form: sent, authorization });
}

/** The same, also for public apps, which prove nothing but what they present. */
async function answerForPerson(
  exchange: Exchange,
  form: Form,
  asked: { authorization: string | null; answer: () => Promise<unknown> },
): Promise<string> {
  if (!isWithoutProof(form, asked.authorization)) return answerForApp(exchange, form, asked);
  await identifyPublicApp(exchange, form);
  return JSON.stringify(await asked.answer());
}

async function openForm(exchange: Exchange, request: Request): Promise<Form> {
  const form = await readForm(request);
  const assertion = form.get("client_assertion");
  exchange.assertion = assertion === undefined ? null : readAssertionHeader(assertion);
  return form;
}

/** POST /oauth/token (RFC 6749, sections 4.1.3, 4.4 and 6, and RFC 8693). Returns the body of the response. */
export async function requestToken(
  exchange: Exchange,
  request: Request,
  authorization: string | null,
): Promise<string> {
  const form = await openForm(exchange, request);
  switch (form.get("grant_type")) {
    case undefined:
      throw new OAuthProblem("invalid_request", "grant_type is required");
    case exchangeGrantType:
      return exchangeToken(exchange, form, authorization);
    case grantType: {
      const answer = () => grantToken(exchange, form.get("scope"));
      return answerForApp(exchange, form, { authorization, answer });
    }
    case "authorization_code":
      return answerForPerson(exchange, form, { authorization, answer: () => exchangeCode(exchange, form) });
    case "refresh_token":
      return answerForPerson(exchange, form, { authorization, answer: () => refreshTokens(exchange, form) });
    default:
      throw new OAuthProblem("unsupported_grant_type", `grant_type must be one of ${grantTypes.join(", ")}`);
  }
}

const refreshTokenStart = "ber_";

/** Revokes what belongs to the app that has proven who it is. A refresh token ends everything that the person gave with it. */
async function revokeOf(exchange: Exchange, token: string): Promise<void> {
  const { runtime, app, now } = exchange;
  if (app === null) return;
  if (token.startsWith(refreshTokenStart)) {
    await revokeRefreshToken(createServiceContext(exchange), { appId: app.id, refreshToken: token });
  } else {
    await revokeToken(runtime.database, { appId: app.id, hash: new Uint8Array(hashSecret(token)), now });
  }
}

/**
 * POST /oauth/revoke (RFC 7009). A token that doesn't exist, or that another app got, changes nothing and is not an error. Returns
 * the empty body of the response.
 */
export async function revoke(
  exchange: Exchange,
  request: Request,
  authorization: string | null,
): Promise<string> {
  const form = await openForm(exchange, request);
  const token = form.get("token");
  if (token === undefined) throw new OAuthProblem("invalid_request", "token is required");
  const answer = () => revokeOf(exchange, token);
  await answerForPerson(exchange, form, { authorization, answer });
  return "";
}
