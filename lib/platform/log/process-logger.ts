import { hostname } from "node:os";
import { isatty } from "node:tty";
import type { Config } from "#lib/platform/settings/env.ts";
import { productVersion } from "#lib/platform/settings/product-version.ts";
import { createLogger, type Logger, type LogSource } from "./log.ts";

/** `verifier`, `pages`, `next` on a host that runs only Next, or `thread` and its number. */
type ProcessName = "verifier" | "pages" | "next" | `thread ${number}`;

/** Where lines come from. The port distinguishes instances on one machine. It is missing if the settings are not valid. */
export function describeSource(process: ProcessName, config?: Pick<Config, "port">): LogSource {
  const instance = config === undefined ? hostname() : `${hostname()}:${config.port}`;
  return { instance, version: productVersion, process };
}

/** The logger of a process or a thread of the console. */
export function createProcessLogger(config: Pick<Config, "logLevel" | "port">, process: ProcessName): Logger {
  return createLogger({ level: config.logLevel, source: describeSource(process, config) });
}

/**
 * Whether programs read the output, so that all of it must be JSON. A person at a terminal, and a developer, read
 * plain lines besides the log.
 */
export function isReadByPrograms({ isDevelopment }: Pick<Config, "isDevelopment">): boolean {
  // The descriptor, because a thread and the pages process have other streams than the process they belong to.
  return !isDevelopment && !isatty(1);
}
