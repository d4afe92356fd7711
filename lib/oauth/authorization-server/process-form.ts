import inject from "light-my-request";
import type { Provider } from "oidc-provider";
import { type OAuthError, oauthErrors } from "#lib/domain/oauth/oauth-errors.ts";
import { createInvalidClient, OAuthProblem } from "#lib/oauth/answer/oauth-problem.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getIssuer } from "#lib/platform/settings/oauth-issuer.ts";
import { createAuthorizationServer, tokenRoute } from "./create-server.ts";
import { type Exchange, runExchange } from "./exchange.ts";

const servers = new WeakMap<Runtime, Provider>();

function openServer(runtime: Runtime): Provider {
  const server = servers.get(runtime) ?? createAuthorizationServer(runtime);
  servers.set(runtime, server);
  return server;
}

function isKnown(error: unknown): error is OAuthError {
  return oauthErrors.some((known) => known === error);
}

/** The library's own error. One that it has only for clients that can't be read counts as a failed authentication. */
function toProblem(body: string, headers: Record<string, string>): OAuthProblem {
  const parsed: unknown = JSON.parse(body);
  const error: unknown = Reflect.get(Object(parsed), "error");
  const description: unknown = Reflect.get(Object(parsed), "error_description");
  if (!isKnown(error) || error === "invalid_client") return createInvalidClient(headers);
  return new OAuthProblem(error, typeof description === "string" ? description : error, headers);
}

/**
 * Lets the library process a form. It gets a request that is built here: the address is the issuer's, whatever the client's
 * Host header says, and there are no headers and parameters besides those that it needs. Returns the body of the response.
 */
export async function processForm(
  exchange: Exchange,
  { form, authorization }: { form: Iterable<readonly [string, string]>; authorization: string | null },
): Promise<string> {
  const issuer = new URL(getIssuer(exchange.runtime.config));
  const dispatch = openServer(exchange.runtime).callback();
  const answer = await runExchange(exchange, () =>
    inject((request, response) => void dispatch(request, response).catch(() => response.destroy()), {
      method: "POST",
      url: tokenRoute,
      headers: {
        host: issuer.host,
        "x-forwarded-proto": issuer.protocol.slice(0, -1),
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded",
        ...(authorization === null ? {} : { authorization }),
      },
      payload: new URLSearchParams([...form].map(([name, value]) => [name, value])).toString(),
    }).end(),
  );
  const { failure } = exchange;
  if (failure !== null) throw failure;
  if (answer.statusCode === 200) return answer.payload;
  const challenge = answer.headers["www-authenticate"];
  throw toProblem(answer.payload, challenge === undefined ? {} : { "WWW-Authenticate": String(challenge) });
}
