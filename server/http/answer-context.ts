import type { ApiClient } from "#lib/api/request/client.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { readPresentedCredential } from "#lib/verification/question/presented-credential.ts";
import { introspectPath, isApi, isAuth, isOAuth, isOperations, verifyPath } from "./request/paths.ts";

/** What a response's common headers depend on. */
export interface AnswerContext {
  requestId: string;
  /** Whether browsers reach this server over HTTPS. */
  isSecure: boolean;
  /** Whether a program reads the response. It then carries no headers that only browsers understand. */
  isForMachine: boolean;
  /** Whether an error has the form of RFC 6749 instead of the API's. */
  isForOAuth?: boolean;
}

/** An introspection request may carry its credential in the body, so it always counts as having a key. */
export function bringsKey(path: string, client: Pick<ApiClient, "authorization" | "apiKey">): boolean {
  return path === introspectPath || readPresentedCredential(client).kind !== "none";
}

export function describeAnswer(
  { publicOrigin }: Pick<Config, "publicOrigin">,
  client: ApiClient,
  path: string,
): AnswerContext {
  return {
    requestId: client.requestId,
    isSecure: publicOrigin?.startsWith("https:") ?? client.isSecure,
    isForMachine: isForMachine(path, client),
    isForOAuth: isOAuth(path),
  };
}

function isForMachine(path: string, client: ApiClient): boolean {
  if (isAuth(path) || isOperations(path) || path === verifyPath) return true;
  return isApi(path) && bringsKey(path, client);
}
