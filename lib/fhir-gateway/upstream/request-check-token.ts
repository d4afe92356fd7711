import { ServiceError } from "#lib/domain/common/errors.ts";
import { RequestFailed } from "#lib/platform/outbound/request-failed.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { RequestToken } from "#lib/services/fhir-servers/gateway/authenticate-check.ts";
import { getGateway } from "../state/gateway.ts";
import { toBackendServer } from "./call-upstream.ts";

/** The access token with which the gateway sends requests to a server, for checking whether the server accepts it. */
export async function requestCheckToken(
  runtime: Pick<Runtime, "config">,
  ...[server, secret]: Parameters<RequestToken>
): ReturnType<RequestToken> {
  const backend = toBackendServer({ ...server, secret });
  if (backend === null) return { problem: "credential_not_usable" };
  try {
    return await getGateway(runtime).tokens.find(backend, Date.now());
  } catch (error) {
    if (error instanceof RequestFailed) return { problem: error.reason };
    if (error instanceof ServiceError) return { problem: "credential_refused" };
    if (error instanceof Error && error.name === "TimeoutError") return { problem: "timed_out" };
    throw error;
  }
}
