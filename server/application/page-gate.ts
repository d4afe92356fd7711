import type { ServerResponse } from "node:http";
import type { ApiClient } from "#lib/api/client.ts";
import { ServiceError } from "#lib/errors.ts";
import { createAdmissionGate } from "#lib/limits/admission-gate.ts";
import type { Runtime } from "#lib/runtime.ts";
import { chooseTurn } from "../http/find-browser.ts";
import { classifyRequest } from "../http/request-class.ts";

// Pages share one thread: more at once would not be drawn any sooner, only hold more memory and leave verification less time
// in between. Those who wait hold a connection and little else.
const gateLimits = { running: 4, waiting: 400, maxWaitMs: 10_000 } as const;

/** How often a page that is being sent is looked at. */
const lookMs = 250;

/** No page is drawn for so long: something else holds it up, which must not keep others out. */
const maxHoldMs = 30_000;

const retryAfterSeconds = 5;

function createRefusal(): ServiceError {
  return new ServiceError("service_unavailable", {
    message: `The console is busy. Try again in ${retryAfterSeconds} seconds.`,
    headers: { "Retry-After": String(retryAfterSeconds) },
  });
}

interface AskedPage {
  path: string;
  client: Pick<ApiClient, "address" | "cookie">;
  response: ServerResponse;
}

export interface PageGate {
  /**
   * Draws a page when its turn comes: browsers take turns, and signed-in ones wait apart from everyone else. Throws
   * `service_unavailable` when too many wait, or when it took too long. What is not drawn passes at once.
   */
  run<T>(asked: AskedPage, draw: () => Promise<T>): Promise<T>;
}

/** Files are read and sent; passwords have a gate of their own. */
function isDrawn(path: string): boolean {
  const requestClass = classifyRequest(path);
  return requestClass === "page" || requestClass === "docs";
}

/** Bounds how many pages are drawn at once. */
export function createPageGate(runtime: Pick<Runtime, "config" | "secrets" | "limiter">): PageGate {
  const gate = createAdmissionGate({ ...gateLimits, createRefusal });

  const enter = async ({ client, response }: AskedPage): Promise<() => void> => {
    const turn = await chooseTurn(runtime, client);
    const gone = new AbortController();
    const onClose = () => gone.abort();
    if (response.destroyed) gone.abort();
    response.once("close", onClose);
    try {
      return await gate.enter(turn, gone.signal);
    } finally {
      response.off("close", onClose);
    }
  };

  return {
    async run(asked, draw) {
      // In development a page is compiled first, which takes as long as it takes.
      if (runtime.config.isDevelopment || !isDrawn(asked.path)) return draw();
      const leave = await enter(asked);
      const stopWatching = leaveWhenDrawn(asked.response, leave);
      try {
        return await draw();
      } finally {
        stopWatching();
        leave();
      }
    },
  };
}

/** Whoever reads slowly holds up nobody: once the page waits for its reader, it is drawn as far as it costs anything. */
function leaveWhenDrawn(response: ServerResponse, leave: () => void): () => void {
  const startedAtMs = performance.now();
  const looking = setInterval(() => {
    if (response.writableNeedDrain || performance.now() - startedAtMs > maxHoldMs) leave();
  }, lookMs);
  looking.unref();
  return () => clearInterval(looking);
}
