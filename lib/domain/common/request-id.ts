import { createId, describeId, isId } from "./ids.ts";

/**
 * The id of a request: `req_` and 26 lowercase characters, returned in `X-Request-Id`. The console always
 * creates it. A request id that a client or proxy sends is ignored: it could repeat another request's id, or
 * contain anything.
 */
export function createRequestId(): string {
  return createId("request");
}

export function isRequestId(text: string): boolean {
  return isId("request", text);
}

const inText = new RegExp(`(?<![a-z0-9_])${describeId("request").pattern.slice(1, -1)}(?![a-z0-9_])`, "i");

/**
 * The first request id in pasted text, which can be a whole header, an error message or a line of a log. Null
 * if there is none. Ids of other systems are not recognized.
 */
export function findRequestId(text: string): string | null {
  return inText.exec(text)?.[0].toLowerCase() ?? null;
}
