import type { ServerResponse } from "node:http";
import type { ApiClient } from "#lib/api/request/client.ts";
import { createAdmissionGate } from "#lib/domain/limits/admission-gate.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { whileClientWaits } from "#server/http/connection/client-departure.ts";
import { chooseTurn } from "#server/http/request/find-browser.ts";
import { classifyRequest } from "#server/http/request/request-class.ts";
import { createBusyError } from "../../http/busy-error.ts";

// All pages are rendered on one thread. Rendering more at once would not be faster; it would only use more
// memory and leave less time for verification. A waiting request holds a connection and little else.
const gateLimits = { running: 4, waiting: 400, maxWaitMs: 10_000 } as const;

/** How often to check whether a page being sent waits for its reader. */
const checkIntervalMs = 250;

/** No page takes this long to render. Something else delays it, and that must not block other pages. */
const maxHoldMs = 30_000;

interface PageRequest {
  path: string;
  client: Pick<ApiClient, "address" | "cookie">;
  response: ServerResponse;
}

export interface PageGate {
  /**
   * Renders a page when it is its turn. Browsers take turns, and signed-in browsers have a queue of their
   * own. Rejects with `service_unavailable` when too many wait or when the wait takes too long. Requests that
   * render nothing pass immediately.
   */
  run<T>(page: PageRequest, render: () => Promise<T>): Promise<T>;
}

/** Static files are only read and sent; password checks have their own gate. */
function isRendered(path: string): boolean {
  const requestClass = classifyRequest(path);
  return requestClass === "page" || requestClass === "docs";
}

type GateRuntime = Pick<Runtime, "config" | "secrets" | "limiter">;

/** Limits how many pages are rendered at once. */
export function createPageGate(runtime: GateRuntime, findTurn: typeof chooseTurn = chooseTurn): PageGate {
  const gate = createAdmissionGate({ ...gateLimits, createError: createBusyError });

  const enter = ({ client, response }: PageRequest): Promise<() => void> =>
    whileClientWaits({ request: response.req, response }, async (gone) =>
      gate.enter(await findTurn(runtime, client), gone),
    );

  return {
    async run(page, render) {
      // In development a page is compiled first, which can take any amount of time.
      if (runtime.config.isDevelopment || !isRendered(page.path)) return render();
      const leave = await enter(page);
      const stopWatching = leaveWhenRendered(page.response, leave);
      try {
        return await render();
      } finally {
        stopWatching();
        leave();
      }
    },
  };
}

/**
 * Frees the slot early for a slow reader: once the page waits for its reader, most of the rendering is done.
 */
function leaveWhenRendered(response: ServerResponse, leave: () => void): () => void {
  const startedAtMs = performance.now();
  const checking = setInterval(() => {
    if (response.writableNeedDrain || performance.now() - startedAtMs > maxHoldMs) leave();
  }, checkIntervalMs);
  checking.unref();
  return () => clearInterval(checking);
}
