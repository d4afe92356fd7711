import type { IncomingMessage, ServerResponse } from "node:http";
import type { PagesReport } from "#lib/platform/processes/pages-contract.ts";
import type { NodeClient } from "./request/describe-client.ts";
import type { Target } from "./request/host-and-target.ts";

/** Answers everything except verification: in this process, or through the pages process. */
export interface Application {
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    client: NodeClient,
    target: Target,
  ): void | Promise<void>;
  /** Whether it can answer requests now. */
  isReady(): boolean;
  /** What its process uses. Null if it has no process of its own, or if nothing is known yet. */
  report(): Promise<PagesReport | null>;
  close(): Promise<void>;
}
