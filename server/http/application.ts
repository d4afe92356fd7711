import type { IncomingMessage, ServerResponse } from "node:http";
import type { NodeClient } from "./describe-client.ts";
import type { Target } from "./host-and-target.ts";

/** What answers everything that is no verification: in this process, or in the pages process. */
export interface Application {
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    client: NodeClient,
    target: Target,
  ): void | Promise<void>;
  close(): Promise<void>;
}
