import { createServer } from "node:http";
import { setTimeout as wait } from "node:timers/promises";

interface CollectedSpan {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  name: string;
  /** 1: internal, 2: server, 3: client. */
  kind: number;
  attributes: Record<string, string | number | boolean>;
  /** The process or thread that sent it. */
  process: string;
}

export interface TraceCollector {
  url: string;
  spans: CollectedSpan[];
  /** Everything received, as text. */
  readText: () => string;
  /** Resolves once a span fulfills the condition. Throws with what arrived after 20 seconds. */
  waitFor: (condition: (span: CollectedSpan) => boolean) => Promise<CollectedSpan>;
  stop: () => void;
}

/** Receives traces as a collector does, with OTLP over HTTP and JSON. */
export async function startTraceCollector(): Promise<TraceCollector> {
  const spans: CollectedSpan[] = [];
  const texts: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    texts.push(text);
    if (request.method === "POST") spans.push(...readSpans(JSON.parse(text)));
    response.setHeader("Content-Type", "application/json");
    response.end("{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    readText: () => texts.join("\n"),
    waitFor: async (condition) => {
      for (let tries = 0; tries < 200; tries++) {
        const found = spans.find(condition);
        if (found !== undefined) return found;
        await wait(100);
      }
      throw new Error(`no such span among:\n${spans.map((span) => JSON.stringify(span)).join("\n")}`);
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

interface OtlpAttribute {
  key: string;
  value: { stringValue?: string; intValue?: number; doubleValue?: number; boolValue?: boolean };
}

interface OtlpRequest {
  resourceSpans: {
    resource: { attributes: OtlpAttribute[] };
    scopeSpans: {
      spans: (Omit<CollectedSpan, "attributes" | "process"> & { attributes: OtlpAttribute[] })[];
    }[];
  }[];
}

function readAttributes(list: readonly OtlpAttribute[]): CollectedSpan["attributes"] {
  return Object.fromEntries(
    list.map(({ key, value }) => [
      key,
      value.stringValue ?? value.intValue ?? value.doubleValue ?? value.boolValue ?? "",
    ]),
  );
}

function readSpans({ resourceSpans }: OtlpRequest): CollectedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const process = String(readAttributes(resource.attributes)["byteengine.process"]);
    return scopeSpans.flatMap((scope) =>
      scope.spans.map(({ attributes, ...span }) => ({
        ...span,
        parentSpanId: span.parentSpanId ?? "",
        attributes: readAttributes(attributes),
        process,
      })),
    );
  });
}
