import { ServiceError } from "#lib/errors.ts";
import { bringsKey } from "../http/answer-context.ts";
import { createUnknownHost, isOwnHost, normalizePath } from "../http/host-and-target.ts";
import { isApi, isAuth } from "../http/paths.ts";
import type { Exchange } from "./exchange.ts";

/** What is refused whatever it asks for. */
export function findTransportProblem({
  runtime,
  request,
  client,
  path,
  warnings,
}: Exchange): ServiceError | null {
  const { publicOrigin } = runtime.config;
  if (path === "" || client.host === null) {
    return new ServiceError("invalid_request", { message: "The request's address or Host is not valid" });
  }
  // There are no server actions and nothing to resume (ADR 0005): whoever sends these is probing.
  // A proxy's question carries the headers of the request it is about, which may well be an action of another's.
  const isForAction = !isAuth(path) && ("next-action" in request.headers || "next-resume" in request.headers);
  // Next would find its own mount of the API behind a path that only looks different.
  const isApiInDisguise = !isApi(path) && isApi(normalizePath(path));
  if (isForAction || isApiInDisguise) return new ServiceError("not_found");
  // A service may call us by a name of its own network: it brings a key, and nobody's browser does.
  const mayUseAnyName = isAuth(path) || (isApi(path) && bringsKey(path, client));
  if (!mayUseAnyName && !isOwnHost(client.host, publicOrigin)) return createUnknownHost();
  const isInTheClear = publicOrigin?.startsWith("https:") === true && !client.isSecure;
  if (isInTheClear && isApi(path) && bringsKey(path, client)) {
    warnings.onPlainKey();
    return new ServiceError("invalid_request", {
      message: "API keys are accepted over HTTPS only. This key was sent unencrypted: rotate it",
    });
  }
  return null;
}
