import type { IncomingMessage, ServerResponse } from "node:http";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { NodeClient } from "#server/http/request/describe-client.ts";
import type { Target } from "#server/http/request/host-and-target.ts";

/** A request that the front has accepted. */
export interface ApplicationExchange {
  runtime: Runtime;
  request: IncomingMessage;
  response: ServerResponse;
  client: NodeClient;
  target: Target;
}
