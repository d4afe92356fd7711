import { ServiceError } from "#lib/domain/common/errors.ts";
import { createUnknownHost, isOwnHost, normalizePath } from "#server/http/request/host-and-target.ts";
import { isApi, isAuth, isOAuth, isScim } from "#server/http/request/paths.ts";
import { bringsKey } from "../http/answer-context.ts";
import type { FrontExchange } from "./exchange.ts";

/** The reason to reject a request no matter what it asks for. */
export function findTransportProblem({
  runtime,
  request,
  client,
  path,
  warnings,
}: FrontExchange): ServiceError | null {
  const { publicOrigin } = runtime.config;
  if (path === "" || client.host === null) {
    return new ServiceError("invalid_request", {
      message: "The request's target or Host header is not valid",
    });
  }
  // There are no server actions and nothing to resume (ADR 0005), so these headers are a probe. The exception
  // is forward auth: it carries the headers of the original request, which may be another application's
  // action.
  const isForAction = !isAuth(path) && ("next-action" in request.headers || "next-resume" in request.headers);
  // Next would find its own mount of the API behind a path that only looks different.
  const normalPath = normalizePath(path);
  const isDisguisedApi = (!isApi(path) && isApi(normalPath)) || (!isScim(path) && isScim(normalPath));
  if (isForAction || isDisguisedApi) return new ServiceError("not_found");
  // A service may reach this server by a name of its own network. It sends a key, which browsers never do.
  // An app may do so too, and the issuer never depends on that name.
  const allowsAnyHost = isAuth(path) || isOAuth(path) || (isApi(path) && bringsKey(path, client));
  if (!allowsAnyHost && !isOwnHost(client.host, publicOrigin)) return createUnknownHost();
  const isUnencrypted = publicOrigin?.startsWith("https:") === true && !client.isSecure;
  if (isUnencrypted && isApi(path) && bringsKey(path, client)) {
    warnings.onPlainKey();
    return new ServiceError("invalid_request", {
      message: "API keys are accepted over HTTPS only. This key was sent unencrypted: rotate it",
    });
  }
  if (isUnencrypted && isScim(path) && client.authorization !== null) {
    return new ServiceError("invalid_request", {
      message:
        "Provisioning tokens are accepted over HTTPS only. This token was sent unencrypted: replace it",
    });
  }
  if (isUnencrypted && isOAuth(path) && request.method === "POST") {
    return new ServiceError("invalid_request", {
      message: "Tokens are requested over HTTPS only. If a secret was sent unencrypted, replace it",
    });
  }
  return null;
}
