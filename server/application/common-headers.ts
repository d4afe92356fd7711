import type { ApplicationExchange } from "#server/http/request/exchange.ts";
import { describeAnswer } from "../http/answer-context.ts";
import { createCommonHeaders } from "../http/security-headers.ts";

/** Sets the headers that every response carries, for responses that others write. */
export function setCommonHeaders({ runtime, response, client, target }: ApplicationExchange): void {
  const context = describeAnswer(runtime.config, client, target.path);
  for (const [name, value] of Object.entries(createCommonHeaders(context))) {
    response.setHeader(name, value);
  }
  response.setHeader("X-Request-Id", context.requestId);
}
