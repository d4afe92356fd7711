import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { getTracing, nameFailure, type Tracing } from "#lib/platform/tracing/tracing.ts";
import { createFinders } from "#lib/verification/cache/known-keys.ts";

type Traced = Pick<Runtime, "keys" | "limiter" | "metrics">;

/**
 * Adds to traces what verification does. Without tracing, the runtime itself is returned, and verification has no code for
 * traces in it.
 */
export function traceRuntime<Whole extends Traced>(runtime: Whole): Whole {
  const tracing = getTracing();
  if (tracing === null) return runtime;
  return {
    ...runtime,
    keys: { ...runtime.keys, ...createFinders(traceFind(tracing, runtime.keys)) },
    limiter: { ...runtime.limiter, consume: traceConsume(tracing, runtime.limiter) },
    metrics: { ...runtime.metrics, countVerification: traceOutcome(tracing, runtime.metrics) },
  };
}

function traceFind(tracing: Tracing, keys: Traced["keys"]): Traced["keys"]["findWithGrants"] {
  return (secret) => {
    const active = tracing.getActive();
    const span = tracing.startChild("find key", { kind: "internal" });
    const found =
      span === null ? keys.findWithGrants(secret) : tracing.run(span, () => keys.findWithGrants(secret));
    const isInMemory = !(found instanceof Promise);
    active?.set("byteengine.key.in_memory", isInMemory);
    if (span !== null) settle(span, found);
    return found;
  };
}

/** Limits in memory answer at once. A promise comes from Redis, or from another process. */
function traceConsume(tracing: Tracing, limiter: Traced["limiter"]): Traced["limiter"]["consume"] {
  return (counter, charge) => {
    const { mode } = limiter.describe();
    if (mode === "memory") return limiter.consume(counter, charge);
    const span = tracing.startChild("redis limit", {
      kind: "client",
      attributes: { "db.system.name": "redis", "byteengine.limiter.mode": mode },
    });
    if (span === null) return limiter.consume(counter, charge);
    const decided = tracing.run(span, () => limiter.consume(counter, charge));
    settle(span, decided);
    return decided;
  };
}

function traceOutcome(tracing: Tracing, metrics: Traced["metrics"]): Traced["metrics"]["countVerification"] {
  return (kind, outcome) => {
    metrics.countVerification(kind, outcome);
    const active = tracing.getActive();
    active?.set("byteengine.verification.kind", kind);
    active?.set("byteengine.verification.outcome", outcome);
  };
}

function settle(span: NonNullable<ReturnType<Tracing["startChild"]>>, result: unknown): void {
  if (!(result instanceof Promise)) {
    span.end();
    return;
  }
  result.then(
    () => span.end(),
    (error: unknown) => {
      span.fail(nameFailure(error));
      span.end();
    },
  );
}
