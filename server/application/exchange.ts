import type { IncomingMessage, ServerResponse } from "node:http";
import type { Runtime } from "#lib/runtime.ts";
import type { NodeClient } from "../http/describe-client.ts";
import type { Target } from "../http/host-and-target.ts";

/** A request that the front has accepted. */
export interface ApplicationExchange {
  runtime: Runtime;
  request: IncomingMessage;
  response: ServerResponse;
  client: NodeClient;
  target: Target;
}
