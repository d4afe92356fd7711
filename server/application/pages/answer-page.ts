import { localHeader } from "#lib/domain/network/local-request.ts";
import { describeAnswer } from "#server/http/answer-context.ts";
import { answerError } from "#server/http/answer-error.ts";
import type { ApplicationExchange } from "#server/http/request/exchange.ts";
import { createNonce, createPageContentPolicy } from "#server/http/security-headers.ts";
import { findPageProblem } from "./page-problem.ts";

/** Prepares the request for Next; `render` then lets Next answer it. */
export async function answerPage(exchange: ApplicationExchange, render: () => Promise<void>): Promise<void> {
  const { runtime, request, response, client, target } = exchange;
  const problem = findPageProblem(request);
  if (problem !== null) {
    return answerError(response, problem, describeAnswer(runtime.config, client, target.path));
  }
  const { config } = runtime;
  const isSecure = config.publicOrigin?.startsWith("https:") ?? false;
  const nonce = createNonce();
  const policy = createPageContentPolicy(nonce, { isDevelopment: config.isDevelopment, isSecure });
  overwriteHeaders(exchange, policy, nonce);
  response.setHeader("Content-Security-Policy", policy);
  await render();
}

/** Next reads the nonce from the policy, and would trust forwarding headers sent by a client (ADR 0004). */
function overwriteHeaders(
  { runtime, request, client }: ApplicationExchange,
  policy: string,
  nonce: string,
): void {
  const { publicOrigin } = runtime.config;
  const own = publicOrigin === undefined ? null : new URL(publicOrigin);
  for (const name of Object.keys(request.headers)) {
    if (name === "forwarded" || name.startsWith("x-forwarded-")) delete request.headers[name];
    // Pages use sessions. An API key must have no effect on them.
    if (name === "authorization" || name === "x-api-key") delete request.headers[name];
  }
  Object.assign(request.headers, {
    "content-security-policy": policy,
    "x-nonce": nonce,
    "x-forwarded-for": client.address,
    "x-forwarded-proto": own?.protocol === "https:" || client.isSecure ? "https" : "http",
    "x-forwarded-host": own?.host ?? client.host ?? "",
    "x-request-id": client.requestId,
    [localHeader]: client.isLocal === true ? "1" : "0",
  });
}
