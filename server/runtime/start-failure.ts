import {
  describeDatabaseFailure,
  isDatabaseUnavailable,
  isDiskFull,
} from "#lib/platform/db/server/database-errors.ts";
import { StartError } from "#lib/platform/process/start-error.ts";

/** Whether the operator can fix it, so that the message says everything. */
export function isExplained(error: unknown): boolean {
  return error instanceof StartError || isDiskFull(error) || isDatabaseUnavailable(error);
}

/**
 * What to print when the start fails: one line for problems the operator can fix, otherwise the stack trace.
 */
export function describeStartFailure(error: unknown): string {
  if (error instanceof StartError) return error.message;
  if (isDiskFull(error)) {
    return "The disk of DATA_DIR or of the database is full. Free some space and start again";
  }
  if (isDatabaseUnavailable(error)) return `The database cannot be used: ${describeDatabaseFailure(error)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
