import pino from "pino";
import { redactFields, redactText } from "./redaction.ts";

export type Logger = pino.Logger;

interface LoggerOptions {
  level: "debug" | "info" | "warn" | "error" | "silent";
  /** Where lines go; standard output by default. */
  destination?: { write(line: string): void };
}

// JSON.stringify escapes what ends a line; these still could move a terminal's cursor or turn its text around.
const steeringCharacters = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * One JSON object a line: `time` (ISO 8601), `level` (a word), `msg` and the fields given. Credentials are masked by
 * the name of their field and again by their look in the finished line, so no field, message or error can carry one.
 */
export function createLogger(options: LoggerOptions): Logger {
  const destination = options.destination ?? pino.destination({ dest: 1, sync: true });
  return pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        bindings: (bindings) => redactFields(bindings),
        log: (fields) => redactFields(fields),
      },
      serializers: {},
    },
    {
      write: (line: string) => {
        destination.write(redactText(line).replace(steeringCharacters, escapeCharacter));
      },
    },
  );
}
