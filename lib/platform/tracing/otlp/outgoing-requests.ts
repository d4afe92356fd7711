import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { ClientRequest, IncomingMessage } from "node:http";
import { nameFailure, type TraceSpan, type Tracing } from "#lib/platform/tracing/tracing.ts";

/**
 * Records requests that this process sends as a part of another operation: to the pages process, to sign-in providers and to
 * FHIR servers. Node announces each of them, so nothing in between has to know about traces.
 */
export function traceOutgoingRequests(tracing: Tracing): () => void {
  const spans = new WeakMap<object, TraceSpan>();
  const onCreated = (message: unknown) => {
    const request = readRequest(message);
    if (request === null) return;
    const span = tracing.startChild(request.method, { kind: "client", attributes: describe(request) });
    if (span !== null) spans.set(request, span);
  };
  const finish = (message: unknown, settle: (span: TraceSpan) => void) => {
    const request = readRequest(message);
    const span = request === null ? undefined : spans.get(request);
    if (request === null || span === undefined) return;
    spans.delete(request);
    settle(span);
    span.end();
  };
  const onResponse = (message: unknown) =>
    finish(message, (span) => {
      const status = readStatus(message);
      span.set("http.response.status_code", status);
      if (status >= 400) span.fail(String(status));
    });
  const onError = (message: unknown) => finish(message, (span) => span.fail(readFailure(message)));
  subscribe("http.client.request.created", onCreated);
  subscribe("http.client.response.finish", onResponse);
  subscribe("http.client.request.error", onError);
  return () => {
    unsubscribe("http.client.request.created", onCreated);
    unsubscribe("http.client.response.finish", onResponse);
    unsubscribe("http.client.request.error", onError);
  };
}

/** Without path and query, which can contain codes and names. */
function describe(request: ClientRequest): Record<string, string> {
  const isInternal = "socketPath" in request && typeof request.socketPath === "string";
  return {
    "http.request.method": request.method,
    ...(isInternal
      ? { "network.transport": "unix", "peer.service": "pages" }
      : { "server.address": request.host, "url.scheme": request.protocol.replace(":", "") }),
  };
}

function readRequest(message: unknown): ClientRequest | null {
  if (typeof message !== "object" || message === null || !("request" in message)) return null;
  return message.request instanceof ClientRequest ? message.request : null;
}

function readStatus(message: unknown): number {
  if (typeof message !== "object" || message === null || !("response" in message)) return 0;
  return message.response instanceof IncomingMessage ? (message.response.statusCode ?? 0) : 0;
}

function readFailure(message: unknown): string {
  return typeof message === "object" && message !== null && "error" in message
    ? nameFailure(message.error)
    : "error";
}
