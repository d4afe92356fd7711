import type { Logger, LogSource } from "#lib/platform/log/log.ts";
import type { Config } from "#lib/platform/settings/env.ts";
import { setTracing } from "#lib/platform/tracing/tracing.ts";

interface OpenOptions {
  logger: Pick<Logger, "warn">;
  source: LogSource;
}

/**
 * Starts sending the traces of this process or thread, if the settings name a collector. Must run before the database is
 * opened. Returns the function that stops it.
 */
export async function openTracing(
  { tracing: settings }: Pick<Config, "tracing">,
  options: OpenOptions,
): Promise<() => Promise<void>> {
  if (settings === null) return async () => {};
  const { openOtlpTracing } = await import("./otlp-tracing.ts");
  const { traceOutgoingRequests } = await import("./outgoing-requests.ts");
  const tracing = openOtlpTracing(settings, options);
  setTracing(tracing);
  const stopWatching = traceOutgoingRequests(tracing);
  return async () => {
    stopWatching();
    setTracing(null);
    await tracing.close();
  };
}
