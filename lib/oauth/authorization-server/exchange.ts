import { AsyncLocalStorage } from "node:async_hooks";
import type { ApiClient } from "#lib/api/request/client.ts";
import type { LimitDecision } from "#lib/domain/limits/window.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import type { ClientApp } from "#lib/services/oauth/find-client-app.ts";
import type { AssertionHeader } from "./read-assertion-header.ts";

/** A request below /oauth, and what became known about it. */
export interface Exchange {
  readonly runtime: Runtime;
  readonly requestId: string;
  readonly address: string;
  readonly now: Date;
  /** Null: the app sent no assertion. */
  assertion: AssertionHeader | null;
  /** The app that the request names, if it can request tokens now. */
  app: ClientApp | null;
  /** The secret that proved it. Null: an assertion. */
  secretId: string | null;
  /** Answers the request once the app has proven who it is. */
  answer: () => Promise<unknown>;
  /** The limit that the request counted toward. Null: it was not counted yet. */
  decision: LimitDecision | null;
  /** What a callback of the library threw, which the library answers with an error of its own. */
  failure: unknown;
  /** Why the library refused the request, for the log. */
  detail: string | null;
}

export function createExchange(
  runtime: Runtime,
  { requestId, address }: Pick<ApiClient, "requestId" | "address">,
): Exchange {
  return {
    runtime,
    requestId,
    address,
    now: new Date(runtime.keys.clock.now()),
    assertion: null,
    app: null,
    secretId: null,
    answer: () => Promise.reject(new Error("the request has no answer")),
    decision: null,
    failure: null,
    detail: null,
  };
}

/** What services need, for what an app does in its own name. */
export function createServiceContext({ runtime, requestId, address, now }: Exchange): ServiceContext {
  return {
    runtime,
    actor: { type: "system", name: "oauth" },
    request: { id: requestId, address, agent: null },
    now,
  };
}

const storage = new AsyncLocalStorage<Exchange>();

/** Runs the library with this exchange, which its callbacks then find. */
export function runExchange<T>(exchange: Exchange, run: () => Promise<T>): Promise<T> {
  return storage.run(exchange, run);
}

export function getExchange(): Exchange {
  const exchange = storage.getStore();
  if (exchange === undefined) throw new Error("the authorization server was called outside an exchange");
  return exchange;
}
