import type { IncomingMessage, ServerResponse } from "node:http";

/** Next, as the application uses it. */
export interface Pages {
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  close: () => Promise<void>;
}
