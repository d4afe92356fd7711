import { createFailureCollector } from "#lib/domain/audit/failed-sign-ins.ts";
import { createFhirUseCounts } from "#lib/domain/fhir/use-counts.ts";
import { createLimitClock } from "#lib/domain/limits/limit-clock.ts";
import type { Limiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { captureOutput } from "#lib/platform/log/capture-output.ts";
import type { Logger } from "#lib/platform/log/log.ts";
import { createProcessLogger, describeSource, isReadByPrograms } from "#lib/platform/log/process-logger.ts";
import { createMetrics } from "#lib/platform/metrics/metrics.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { createSharedMemoryLimiter } from "#lib/platform/shared-limits/shared-memory-limiter.ts";
import { openTracing } from "#lib/platform/tracing/otlp/open-tracing.ts";
import type { KeyLookUp } from "#lib/verification/cache/known-keys.ts";
import type { RequestMemory } from "#lib/verification/requests/request-memory.ts";
import { createCopiedKeys } from "#lib/verification/threads/copied-keys.ts";
import type { UsageMemory } from "#lib/verification/usage/usage-memory.ts";
import { traceRuntime } from "../tracing/trace-runtime.ts";
import type { ThreadData } from "./contract.ts";
import { createThreadRequests, createThreadUsage } from "./reports.ts";

/** Fails on any use, so that a programming error shows immediately instead of opening another connection. */
function createMissingDatabase(): Database {
  return new Proxy<Database>(Object.create(null), {
    get: (_target, name) => {
      throw new Error(`a verification thread has no database: ${String(name)}`);
    },
  });
}

async function createLimiter(data: ThreadData, keys: KeyLookUp, logger: Logger): Promise<Limiter> {
  const { redisUrl, instances } = data.config;
  const local = createSharedMemoryLimiter({
    memory: data.limiterMemory,
    threadId: data.limiterThread,
    clock: createLimitClock(keys.clock.now),
  });
  if (redisUrl === undefined) return local;
  const { createSharedLimiter } = await import("#lib/platform/redis/shared-limiter.ts");
  return createSharedLimiter({ redisUrl, instances, local, logger });
}

interface ThreadParts {
  runtime: Runtime;
  usageMemory: UsageMemory;
  requestMemory: RequestMemory;
  closeTracing: () => Promise<void>;
}

/**
 * What verification needs, without a database: keys and usage counts go through the main thread, limits
 * through shared memory.
 */
export async function createThreadRuntime(data: ThreadData): Promise<ThreadParts> {
  const config: Config = data.config;
  const logger = createProcessLogger(config, `thread ${data.slot}`);
  if (isReadByPrograms(config)) captureOutput(logger);
  const source = describeSource(`thread ${data.slot}`, config);
  const closeTracing = await openTracing(config, { logger, source });
  const keys = createCopiedKeys(data.keysPort, {
    maxKeys: config.keyCacheSize,
    outageMs: config.outageSeconds * 1000,
  });
  const limiter = await createLimiter(data, keys, logger);
  const { memory, usage } = createThreadUsage();
  const { memory: requestMemory, requests } = createThreadRequests(config);
  const runtime: Runtime = {
    config,
    secrets: data.secrets,
    logger,
    database: createMissingDatabase(),
    keys,
    limiter,
    usage,
    requests,
    failedSignIns: createFailureCollector(),
    fhirUse: createFhirUseCounts(),
    metrics: createMetrics(),
    close: () => limiter.stop(),
  };
  return { runtime: traceRuntime(runtime), usageMemory: memory, requestMemory, closeTracing };
}
