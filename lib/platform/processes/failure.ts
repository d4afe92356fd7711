import { type ErrorCode, type ErrorDetail, ServiceError } from "#lib/domain/common/errors.ts";
import {
  DatabaseUnavailableError,
  describeDatabaseFailure,
  isDatabaseUnavailable,
} from "#lib/platform/db/server/database-errors.ts";

/** Why a call failed, as plain data. */
export type Failure =
  | {
      kind: "service";
      code: ErrorCode;
      message: string;
      details: ErrorDetail[] | undefined;
      headers: Record<string, string>;
    }
  | { kind: "unavailable"; message: string }
  | { kind: "other"; message: string };

export function toFailure(error: unknown): Failure {
  if (error instanceof ServiceError) {
    const { code, message, details, headers } = error;
    return { kind: "service", code, message, details, headers };
  }
  if (isDatabaseUnavailable(error)) return { kind: "unavailable", message: describeDatabaseFailure(error) };
  return { kind: "other", message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

export function toError(failure: Failure): Error {
  switch (failure.kind) {
    case "service": {
      const { code, message, details, headers } = failure;
      return new ServiceError(code, { message, headers, ...(details === undefined ? {} : { details }) });
    }
    case "unavailable":
      return new DatabaseUnavailableError(failure.message);
    case "other":
      return new Error(failure.message);
  }
}
