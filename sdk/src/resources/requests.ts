import type { List } from "../list.ts";
import type { CallOptions } from "../transport.ts";
import type { ExplainedRequest, RequestEntry, RequestFilter } from "../types.ts";
import { Resource } from "./resource.ts";

/** The last verifications of the team's keys. */
export class Requests extends Resource {
  list(filter?: RequestFilter, options?: CallOptions): List<RequestEntry> {
    return this.pages<RequestEntry>(["requests"], filter, options);
  }

  /** Explains one request: each check with its verdict, and what to change. `id` is the value of `X-Request-Id`. */
  get(id: string, options?: CallOptions): Promise<ExplainedRequest> {
    return this.read(["requests", id], options);
  }
}
