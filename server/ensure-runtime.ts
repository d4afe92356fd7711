import { createProcessLogger } from "#lib/platform/log/process-logger.ts";
import { createClosing } from "#lib/platform/process/closing.ts";
import { hasRuntime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { ConfigError, readConfig } from "#lib/platform/settings/env.ts";
import { createRuntime } from "./runtime/create-runtime.ts";

/**
 * Creates the runtime where Next runs without this project's server. Throws ConfigError for a missing
 * setting.
 */
export async function ensureRuntime(): Promise<void> {
  if (hasRuntime()) return;
  const config = readConfig();
  if (config.databaseUrl === undefined) {
    throw new ConfigError("DATABASE_URL", "is required when Next runs without this console's own server");
  }
  if (config.trustedProxyHops < 1) {
    throw new ConfigError(
      "TRUST_PROXY",
      "must be at least 1 when Next runs without this console's own server",
    );
  }
  const closing = createClosing();
  try {
    const logger = createProcessLogger(config, "next");
    setRuntime(await createRuntime(config, { closing, logger, signal: new AbortController().signal }));
  } catch (error) {
    await closing.close();
    throw error;
  }
}
