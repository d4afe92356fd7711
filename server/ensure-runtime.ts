import { createClosing } from "#lib/closing.ts";
import { ConfigError, readConfig } from "#lib/env.ts";
import { createLogger } from "#lib/log.ts";
import { hasRuntime, setRuntime } from "#lib/runtime.ts";
import { createRuntime } from "./create-runtime.ts";

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
    const logger = createLogger({ level: config.logLevel });
    setRuntime(await createRuntime(config, { closing, logger, signal: new AbortController().signal }));
  } catch (error) {
    await closing.close();
    throw error;
  }
}
