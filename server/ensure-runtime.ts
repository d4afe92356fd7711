import { createClosing } from "#lib/closing.ts";
import { ConfigError, readConfig } from "#lib/env.ts";
import { createLogger } from "#lib/log.ts";
import { hasRuntime, setRuntime } from "#lib/runtime.ts";
import { createRuntime } from "./create-runtime.ts";

/** Makes the runtime where no server of ours has. Throws ConfigError for a setting such a host must have. */
export async function ensureRuntime(): Promise<void> {
  if (hasRuntime()) return;
  const config = readConfig();
  if (config.databaseUrl === undefined) {
    throw new ConfigError("DATABASE_URL", "is required where Next runs without our own server");
  }
  if (config.trustedProxyHops < 1) {
    throw new ConfigError("TRUST_PROXY", "must be at least 1 where Next runs without our own server");
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
