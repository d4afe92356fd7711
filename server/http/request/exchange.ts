import type { IncomingMessage, ServerResponse } from "node:http";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { NodeClient } from "./describe-client.ts";
import type { Target } from "./host-and-target.ts";

/** A request and its response. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/** The exchange with a client whose address, host and target are known. */
export interface ClientExchange extends Exchange {
  client: NodeClient;
  target: Target;
}

/** An exchange that the front has accepted, for the application. */
export interface ApplicationExchange extends ClientExchange {
  runtime: Runtime;
}
