import { ServiceError } from "#lib/domain/common/errors.ts";
import { isUniqueViolation } from "#lib/platform/db/server/database-errors.ts";

const texts = {
  userName: "Another person has this userName or email address",
  externalId: "Another object has this externalId",
  displayName: "Another group has this displayName",
} as const;

type UniqueField = keyof typeof texts;

/** The conflict of a value that must be unique. `details` names the field, from which the response says `uniqueness`. */
export function notUnique(path: UniqueField, message: string = texts[path]): ServiceError {
  return new ServiceError("conflict", { message, details: [{ path, message }] });
}

/** The columns and indexes by which the database names the field. */
const columns: readonly [column: string, field: UniqueField][] = [
  ["external", "externalId"],
  ["display", "displayName"],
  ["user_name", "userName"],
  ["userName", "userName"],
  ["email", "userName"],
];

/** Rethrows what a write threw. A value that another row has becomes a conflict that names the field. */
export function rethrowNotUnique(error: unknown): never {
  const field = columns.find(([column]) => isUniqueViolation(error, column))?.[1];
  throw field === undefined ? error : notUnique(field);
}
