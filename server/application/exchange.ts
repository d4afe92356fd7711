import type { IncomingMessage, ServerResponse } from "node:http";
import type { Runtime } from "#lib/runtime.ts";
import type { NodeClient } from "../http/describe-client.ts";
import type { Target } from "../http/host-and-target.ts";

/** One request that the front has let through. */
export interface ApplicationExchange {
  runtime: Runtime;
  request: IncomingMessage;
  response: ServerResponse;
  client: NodeClient;
  target: Target;
}
