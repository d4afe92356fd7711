import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { NodeClient } from "#server/http/request/describe-client.ts";
import { type AnswerContext, describeAnswer } from "../http/answer-context.ts";
import type { Exchange } from "../http/request/exchange.ts";
import type { Operations } from "./operations/operations.ts";
import type { ProxyWarnings } from "./proxy-warnings.ts";

/** A request while the front processes it. */
export interface FrontExchange extends Exchange {
  runtime: Runtime;
  client: NodeClient;
  path: string;
  search: string;
  warnings: ProxyWarnings;
  /** From performance.now(). */
  startedAtMs: number;
  operations: Operations;
}

export function describeContext({ runtime, client, path }: FrontExchange): AnswerContext {
  return describeAnswer(runtime.config, client, path);
}
