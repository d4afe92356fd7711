import { toHeaderPairs } from "#lib/domain/network/header-list.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { answerAuth } from "#lib/verification/answer/answer-auth.ts";
import { handleApiRequest } from "./app.ts";
import { describeFetchClient } from "./request/describe-fetch-client.ts";

const authPath = "/v1/api/auth";

/**
 * The API on a host that only runs Next. This console's own server never gets here. `/auth/with/` is not supported here: 404.
 */
export async function answerFetchRequest(request: Request): Promise<Response> {
  const client = describeFetchClient(request, getRuntime().config);
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
