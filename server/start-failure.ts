import { describeDatabaseFailure, isDatabaseUnavailable, isDiskFull } from "#lib/db/database-errors.ts";
import { StartError } from "#lib/start-error.ts";

/** What to print when the start fails: a line for what whoever starts us can fix, otherwise where our own fault is. */
export function describeStartFailure(error: unknown): string {
  if (error instanceof StartError) return error.message;
  if (isDiskFull(error)) {
    return "The disk is full, of DATA_DIR or of the database: free some space, and start again";
  }
  if (isDatabaseUnavailable(error)) return `The database cannot be used: ${describeDatabaseFailure(error)}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
