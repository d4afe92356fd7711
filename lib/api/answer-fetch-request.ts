import { createId } from "#lib/domain/common/ids.ts";
import { resolveClientAddress } from "#lib/domain/network/address.ts";
import { toHeaderPairs } from "#lib/domain/network/header-list.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { answerAuth } from "#lib/verification/answer/answer-auth.ts";
import { handleApiRequest } from "./app.ts";
import type { ApiClient } from "./request/client.ts";

const authPath = "/v1/api/auth";

/**
 * The API on a host that only runs Next. There is no socket, so the client address comes from the trusted proxies. This
 * console's own server never gets here. `/auth/with/` is not supported here: 404.
 */
export async function answerFetchRequest(request: Request): Promise<Response> {
  const { config } = getRuntime();
  const { headers } = request;
  const client: ApiClient = {
    address: resolveClientAddress({
      remoteAddress: "",
      forwardedFor: headers.get("x-forwarded-for") ?? undefined,
      trustedProxyHops: config.trustedProxyHops,
    }),
    authorization: headers.get("authorization"),
    apiKey: headers.get("x-api-key"),
    cookie: headers.get("cookie"),
    requestId: createId("request"),
    isSecure: headers.get("x-forwarded-proto") === "https",
    host: headers.get("host"),
    agent: headers.get("user-agent"),
  };
  const { pathname, search } = new URL(request.url);
  // Fetch has already resolved every `..` in the URL, so an end user's path could have replaced the proxy's conditions.
  if (pathname.startsWith(`${authPath}/with/`)) return handleApiRequest(request, client);
  if (pathname !== authPath && !pathname.startsWith(`${authPath}/`)) return handleApiRequest(request, client);
  const answer = await answerAuth(getRuntime(), {
    ...client,
    path: pathname.slice(authPath.length),
    search,
    transportProblem: null,
  });
  return new Response(answer.body, { status: answer.status, headers: toHeaderPairs(answer.headers) });
}
