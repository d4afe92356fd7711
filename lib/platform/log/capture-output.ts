import { format, stripVTControlCharacters } from "node:util";
import type { Logger } from "./log.ts";

type Level = "debug" | "info" | "warn" | "error";

const levels: Readonly<Record<"debug" | "log" | "info" | "warn" | "error" | "trace", Level>> = {
  debug: "debug",
  trace: "debug",
  log: "info",
  info: "info",
  warn: "warn",
  error: "error",
};

/**
 * Turns everything that this thread would write into lines of the log: what libraries print, and Node's own warnings.
 * The logger writes to the descriptor itself, past the streams that are replaced here.
 */
export function captureOutput(logger: Pick<Logger, Level>): void {
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, {
      [method]: (...values: readonly unknown[]) => logPrinted(logger, level, values),
    });
  }
  captureStream(process.stdout, (text) => logger.info(text));
  captureStream(process.stderr, (text) => logger.warn(text));
  // Node's own listener writes several plain lines.
  process.removeAllListeners("warning");
  process.on("warning", (warning) => logger.warn({ err: warning }, "Node.js warning"));
}

function logPrinted(logger: Pick<Logger, Level>, level: Level, values: readonly unknown[]): void {
  const error = values.find((value) => value instanceof Error);
  const texts = values.filter((value) => value !== error);
  const text = stripVTControlCharacters(format(...texts)).trim();
  if (error === undefined) {
    if (text !== "") logger[level](text);
  } else logger[level]({ err: error }, text === "" ? "an error was printed" : text);
}

function captureStream(stream: NodeJS.WriteStream, log: (text: string) => void): void {
  const write = (chunk: string | Uint8Array, encodingOrDone?: unknown, done?: unknown): boolean => {
    const text = stripVTControlCharacters(
      typeof chunk === "string" ? chunk : Buffer.from(chunk).toString(),
    ).trim();
    if (text !== "") log(text);
    const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
    if (typeof callback === "function") queueMicrotask(() => callback());
    return true;
  };
  Object.assign(stream, { write });
}
