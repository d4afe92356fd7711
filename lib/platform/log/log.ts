import pino from "pino";
import { getTracing } from "#lib/platform/tracing/tracing.ts";
import { redactEmailAddresses, redactFields, redactText } from "./redaction.ts";

export type Logger = pino.Logger;

interface LoggerOptions {
  level: "debug" | "info" | "warn" | "error" | "silent";
  /** Where lines go; standard output by default. */
  destination?: { write(line: string): void };
  /** In every line. */
  source?: LogSource;
}

/** Where a line comes from. */
export interface LogSource {
  /** The machine and port. */
  instance: string;
  version: string;
  process: string;
}

// JSON.stringify escapes line breaks. These characters could still move a terminal's cursor or reverse its text.
const steeringCharacters = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Finds the trace of a line, if the console sends traces. */
function describeTrace(): object {
  const active = getTracing()?.getActive();
  return active ? { traceId: active.traceId, spanId: active.spanId } : {};
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Writes one JSON object per line: `time` (ISO 8601), `level` (a word), `msg`, the source and the given fields. Credentials are
 * masked twice, by field name and by pattern in the finished line, so that no field, message or error can contain one. Email
 * addresses are masked by pattern.
 */
export function createLogger(options: LoggerOptions): Logger {
  const destination = options.destination ?? pino.destination({ dest: 1, sync: true });
  return pino(
    {
      level: options.level,
      base: options.source === undefined ? null : { ...options.source },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        bindings: (bindings) => redactFields(bindings),
        log: (fields) => redactFields(fields),
      },
      // Errors are described already. The default would take the description for an error of the class Object.
      mixin: describeTrace,
      serializers: { err: (described: unknown) => described },
    },
    {
      write: (line: string) => {
        const redacted = redactEmailAddresses(redactText(line));
        destination.write(redacted.replace(steeringCharacters, escapeCharacter));
      },
    },
  );
}
