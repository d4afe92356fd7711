import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as wait } from "node:timers/promises";
import {
  type Context,
  SpanKind as OtelKind,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import type { Logger, LogSource } from "#lib/platform/log/log.ts";
import type { TraceSettings } from "#lib/platform/settings/trace-settings.ts";
import { nameFailure, type SpanKind, type TraceSpan, type Tracing } from "#lib/platform/tracing/tracing.ts";

const kinds: Readonly<Record<SpanKind, OtelKind>> = {
  server: OtelKind.SERVER,
  client: OtelKind.CLIENT,
  internal: OtelKind.INTERNAL,
};

/** Spans that wait to be sent, about 1 KB each. While the collector is unreachable, newer ones are dropped. */
const maxWaiting = 4_096;
const sendIntervalMs = 2_000;
const sendLimitMs = 5_000;
const closeLimitMs = 1_000;
const complaintIntervalMs = 60_000;

function createSampler({ sampler, ratio }: TraceSettings): Sampler {
  switch (sampler) {
    case "always_on":
      return new AlwaysOnSampler();
    case "always_off":
      return new AlwaysOffSampler();
    case "traceidratio":
      return new TraceIdRatioBasedSampler(ratio);
    case "parentbased_always_on":
      return new ParentBasedSampler({ root: new AlwaysOnSampler() });
    case "parentbased_always_off":
      return new ParentBasedSampler({ root: new AlwaysOffSampler() });
    case "parentbased_traceidratio":
      return new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) });
  }
}

/** Logs at most once a minute that spans are lost. The reason can contain the collector's response, so it stays out. */
function createExporter({ url, headers }: TraceSettings, logger: Pick<Logger, "warn">): SpanExporter {
  const exporter = new OTLPTraceExporter({ url, headers, timeoutMillis: sendLimitMs });
  let complainedAtMs = Number.NEGATIVE_INFINITY;
  return {
    export: (spans, onDone) =>
      exporter.export(spans, (result) => {
        const nowMs = performance.now();
        if (result.error !== undefined && nowMs - complainedAtMs > complaintIntervalMs) {
          complainedAtMs = nowMs;
          logger.warn({ spans: spans.length, reason: nameReason(result.error) }, "traces could not be sent");
        }
        onDone(result);
      }),
    shutdown: () => exporter.shutdown(),
    forceFlush: () => exporter.forceFlush(),
  };
}

/** The status of the collector's response, or the network's code. A limit of time has only a message, of the library itself. */
function nameReason(error: Error): string {
  const status: unknown = "code" in error ? error.code : undefined;
  if (typeof status === "number") return `status ${status}`;
  const name = nameFailure(error);
  return name === "Error" ? "it does not answer" : name;
}

/** Version 00 of W3C Trace Context, and later versions that begin the same way. */
const traceparentPattern = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

function parseTraceparent(text: string | undefined): SpanContext | null {
  const [, traceId = "", spanId = "", flags = "0"] = traceparentPattern.exec(text ?? "") ?? [];
  const context = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    isRemote: true,
  };
  return trace.isSpanContextValid(context) ? context : null;
}

function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`;
}

type StartOptions = Parameters<Tracing["startChild"]>[1];

interface OpenOptions {
  logger: Pick<Logger, "warn">;
  source: LogSource;
}

/** Sends traces with OTLP over HTTP. */
export function openOtlpTracing(settings: TraceSettings, { logger, source }: OpenOptions): Tracing {
  const provider = new TracerProvider({
    sampler: createSampler(settings),
    resource: resourceFromAttributes({
      "service.name": settings.serviceName,
      "service.version": source.version,
      "service.instance.id": source.instance,
      "byteengine.process": source.process,
    }),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: createExporter(settings, logger),
        maxQueueSize: maxWaiting,
        scheduledDelayMillis: sendIntervalMs,
        exportTimeoutMillis: sendLimitMs,
      }),
    ],
  });
  return {
    ...createOperations(provider.getTracer("byteengine")),
    close: async () => {
      const closed = provider.shutdown().catch(() => {});
      await Promise.race([closed, wait(closeLimitMs, undefined, { ref: false })]);
    },
  };
}

function createOperations(tracer: Tracer): Omit<Tracing, "close"> {
  const storage = new AsyncLocalStorage<TraceSpan>();
  /** The library's part of each span. */
  const spans = new WeakMap<TraceSpan, Span>();

  const wrap = (span: Span): TraceSpan => {
    const { traceId, spanId } = span.spanContext();
    const wrapped: TraceSpan = {
      traceId,
      spanId,
      set: (name, value) => void span.setAttribute(name, value),
      rename: (name) => void span.updateName(name),
      fail: (type) => {
        span.setAttribute("error.type", type);
        span.setStatus({ code: SpanStatusCode.ERROR });
      },
      // The library starts timers when a span ends. They must not belong to the operation in which that happens.
      end: () => storage.exit(() => span.end()),
    };
    spans.set(wrapped, span);
    return wrapped;
  };
  const start = (name: string, { kind, attributes = {} }: StartOptions, context: Context) =>
    wrap(tracer.startSpan(name, { kind: kinds[kind], attributes }, context));
  const findActive = (): Span | undefined => {
    const active = storage.getStore();
    return active === undefined ? undefined : spans.get(active);
  };

  return {
    startTrace: (name, { traceparent, ...options }) => {
      const remote = parseTraceparent(traceparent);
      return start(
        name,
        options,
        remote === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote),
      );
    },
    startChild: (name, options) => {
      const parent = findActive();
      if (parent === undefined || !isRecorded(parent)) return null;
      return start(name, options, trace.setSpan(ROOT_CONTEXT, parent));
    },
    run: (span, task) => storage.run(span, task),
    continueFrom: (traceparent, task) => {
      const remote = parseTraceparent(traceparent);
      return remote === null ? task() : storage.run(wrap(trace.wrapSpanContext(remote)), task);
    },
    getActive: () => storage.getStore() ?? null,
    getTraceparent: () => {
      const active = findActive();
      return active === undefined ? undefined : formatTraceparent(active.spanContext());
    },
  };
}

function isRecorded(span: Span): boolean {
  return (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
}
