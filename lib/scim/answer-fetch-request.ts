import { describeFetchClient } from "#lib/api/request/describe-fetch-client.ts";
import { getRuntime } from "#lib/platform/runtime/runtime.ts";
import { handleScimRequest } from "./app.ts";

/** A directory's request on a host that only runs Next. This console's own server never gets here. */
export async function answerFetchScimRequest(request: Request): Promise<Response> {
  return handleScimRequest(request, describeFetchClient(request, getRuntime().config));
}
