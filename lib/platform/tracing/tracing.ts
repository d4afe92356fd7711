/** A text, a number or a flag. Never a credential, and nothing that says who a person is. */
type AttributeValue = string | number | boolean;
type Attributes = Readonly<Record<string, AttributeValue>>;

/** One operation in a trace. */
export interface TraceSpan {
  readonly traceId: string;
  readonly spanId: string;
  set(name: string, value: AttributeValue): void;
  rename(name: string): void;
  /** `type` is a class of errors, such as a status code or an SQLSTATE. */
  fail(type: string): void;
  end(): void;
}

export type SpanKind = "server" | "client" | "internal";

interface SpanOptions {
  kind: SpanKind;
  attributes?: Attributes;
}

/** Exists only where OTEL_EXPORTER_OTLP_ENDPOINT is set, so that tracing costs nothing otherwise. */
export interface Tracing {
  /** Starts a trace, or continues one that this text (the `traceparent` header of W3C) describes. */
  startTrace(name: string, options: SpanOptions & { traceparent: string | undefined }): TraceSpan;
  /** Starts a part of the active operation. Null if nothing is active, or if the trace isn't recorded. */
  startChild(name: string, options: SpanOptions): TraceSpan | null;
  /** Runs with this operation active, which includes what it starts and awaits. */
  run<Result>(span: TraceSpan, task: () => Result): Result;
  /** Runs as a part of the operation that this text describes, in another thread or process. */
  continueFrom<Result>(traceparent: string, task: () => Result): Result;
  /** The active operation, even of a trace that isn't recorded. */
  getActive(): TraceSpan | null;
  /** Describes the active operation for another thread or process. */
  getTraceparent(): string | undefined;
  /** Sends what has ended, within a second. */
  close(): Promise<void>;
}

// Node and Next's bundle each load their own copy of every module, as with the runtime.
const slot = Symbol.for("byteengine.tracing");
const holder = globalThis as { [slot]?: Tracing | undefined };

/** Null unless traces are sent. */
export function getTracing(): Tracing | null {
  return holder[slot] ?? null;
}

export function setTracing(tracing: Tracing | null): void {
  holder[slot] = tracing ?? undefined;
}

/** Runs as a part of the operation that this text describes, if there is one and traces are sent. */
export function continueTrace(traceparent: string | undefined, task: () => void): void {
  const tracing = traceparent === undefined ? null : getTracing();
  if (tracing === null || traceparent === undefined) task();
  else tracing.continueFrom(traceparent, task);
}

interface PartOptions extends SpanOptions {
  /** Whether it starts a trace if nothing is active, as scheduled work does. */
  isRoot?: boolean;
}

/** Runs a part of the active operation, and records whether it fails. */
export async function tracePart<Result>(
  name: string,
  { isRoot = false, ...options }: PartOptions,
  task: () => Promise<Result>,
): Promise<Result> {
  const tracing = getTracing();
  if (tracing === null) return task();
  const startsTrace = isRoot && tracing.getActive() === null;
  const span = startsTrace
    ? tracing.startTrace(name, { ...options, traceparent: undefined })
    : tracing.startChild(name, options);
  if (span === null) return task();
  try {
    return await tracing.run(span, task);
  } catch (error) {
    span.fail(nameFailure(error));
    throw error;
  } finally {
    span.end();
  }
}

/** The code that a library gives an error, or else its class. Messages can contain anything. */
export function nameFailure(error: unknown): string {
  if (typeof error !== "object" || error === null) return "error";
  if ("code" in error && typeof error.code === "string" && /^\w{1,40}$/.test(error.code)) return error.code;
  return error instanceof Error ? error.name : "error";
}
