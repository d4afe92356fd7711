import type { IncomingMessage, ServerResponse } from "node:http";
import type { PagesReport } from "#lib/processes/pages-contract.ts";
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
  /** Whether requests are answered now. */
  isReady(): boolean;
  /** What its process uses. Null: it has none of its own, or nothing is known of it yet. */
  report(): Promise<PagesReport | null>;
  close(): Promise<void>;
}
