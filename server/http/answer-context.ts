import type { ApiClient } from "#lib/api/client.ts";
import type { Config } from "#lib/env.ts";
import { readPresentedCredential } from "#lib/verification/presented-credential.ts";
import { introspectPath, isApi, isAuth, isOperations, verifyPath } from "./paths.ts";

/** What an answer's standing headers depend on. */
export interface AnswerContext {
  requestId: string;
  /** Whether browsers reach us over HTTPS. */
  isSecure: boolean;
  /** A program reads the answer: it carries no headers that only browsers understand. */
  isForMachine: boolean;
}

/** Of an introspection only the body may say who asks. */
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
  };
}

function isForMachine(path: string, client: ApiClient): boolean {
  if (isAuth(path) || isOperations(path) || path === verifyPath) return true;
  return isApi(path) && bringsKey(path, client);
}
