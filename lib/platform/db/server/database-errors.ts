import { isDriverAdapterError } from "@prisma/driver-adapter-utils";
import { hasBrand } from "#lib/domain/common/brand.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";

// Recognized by name, not by `instanceof`: Node and Next's bundle may each load a copy of the library's
// classes, and the connection that throws was opened by Node's copy.
function isKnownRequestError(error: unknown): error is Prisma.PrismaClientKnownRequestError {
  return error instanceof Error && error.name === "PrismaClientKnownRequestError";
}

const brand = Symbol.for("byteengine.DatabaseUnavailableError");

/**
 * The database cannot be used for a reason that this console found. The message completes "the database
 * cannot be used: …".
 */
export class DatabaseUnavailableError extends Error {
  readonly [brand] = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DatabaseUnavailableError";
  }

  static override [Symbol.hasInstance](value: unknown): value is DatabaseUnavailableError {
    return hasBrand(value, brand);
  }
}

/** Two writers conflicted and the database rolled one back. It is safe to try again. */
export function isWriteConflict(error: unknown): boolean {
  if (isKnownRequestError(error) && error.code === "P2034") return true;
  // Raw statements report PostgreSQL's own codes: serialization_failure and deadlock_detected.
  return readSqlState(error) === "40001" || readSqlState(error) === "40P01";
}

/** Whether a unique index rejected the write. With `field`, whether that column or index is among its fields. */
export function isUniqueViolation(error: unknown, field?: string): boolean {
  if (!isKnownRequestError(error) || error.code !== "P2002") return false;
  return field === undefined || JSON.stringify(error.meta ?? {}).includes(field);
}

/** Why a database cannot be used, by SQLSTATE or system error code. */
const reasons = new Map([
  ["53100", "its disk is full"],
  ["ENOSPC", "its disk is full"],
  ["EDQUOT", "its disk is full"],
  ["53000", "it has insufficient resources"],
  ["53200", "it is out of memory"],
  ["53300", "it has no free connections"],
  ["53400", "a configured limit has been reached"],
  ["58030", "it cannot read or write its files"],
  ["57P01", "it is shutting down"],
  ["57P02", "it is restarting after a crash"],
  ["57P03", "it is starting up"],
  ["57014", "a statement took too long"],
  ["25006", "it is read-only"],
  ["28000", "it rejects the role"],
  ["28P01", "it rejects the password"],
  ["3D000", "it does not exist"],
  // Happens while a backup is being restored in place, or before the first migration.
  ["42P01", "its tables are missing"],
  ["08P01", "the connection was lost"],
  ["ECONNREFUSED", "it refuses connections"],
  ["ECONNRESET", "the connection was lost"],
  ["EPIPE", "the connection was lost"],
  ["ENOENT", "its socket does not exist"],
  ["ENOTFOUND", "its host name cannot be resolved"],
  ["EAI_AGAIN", "its host name cannot be resolved"],
  ["ETIMEDOUT", "it does not answer"],
  ["EHOSTUNREACH", "its host cannot be reached"],
  ["ENETUNREACH", "its host cannot be reached"],
]);

const diskFull = reasons.get("53100");

const prismaReasons = new Map([
  ["P1000", "it rejects the password"],
  ["P1001", "it cannot be reached"],
  ["P1002", "it does not answer"],
  ["P1003", "it does not exist"],
  ["P1008", "it does not answer"],
  ["P1017", "the connection was lost"],
  ["P2021", "its tables are missing"],
  ["P2024", "it has no free connections"],
  ["P2028", "it does not answer"],
  ["P2037", "it has no free connections"],
]);

const adapterReasons = new Map([
  ["DatabaseNotReachable", "it cannot be reached"],
  ["ConnectionClosed", "the connection was lost"],
  ["SocketTimeout", "it does not answer"],
  ["TooManyConnections", "it has no free connections"],
]);

/** Failures of the driver itself, which have no code. */
const messageReasons: readonly [RegExp, string][] = [
  [
    /timeout expired|connection timeout|timeout exceeded when trying to connect|query read timeout/i,
    "it does not answer",
  ],
  [
    /connection terminated|server has closed the connection|client was closed|not queryable/i,
    "the connection was lost",
  ],
];

/** Whether the database could not be reached or used, as opposed to having returned an error for a query. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return findReason(error) !== undefined;
}

export function isDiskFull(error: unknown): boolean {
  return findReason(error) === diskFull;
}

/** Why the database could not be used, for the log and for the operator. Never contains a password or a query. */
export function describeDatabaseFailure(error: unknown): string {
  const reason = findReason(error);
  if (reason !== undefined) return reason;
  if (!(error instanceof Error)) return String(error);
  return error.message || readSqlState(error) || error.name;
}

function findReason(error: unknown): string | undefined {
  const causes = listCauses(error);
  // For messages, the outermost error says the most: a time-out only wraps the fact that the connection was
  // closed.
  return findFirst(causes, explainByCode) ?? findFirst(causes.toReversed(), explainByMessage);
}

function findFirst(
  errors: readonly Error[],
  explain: (error: Error) => string | undefined,
): string | undefined {
  return errors.map(explain).find((reason) => reason !== undefined);
}

function explainByCode(error: Error): string | undefined {
  if (error instanceof DatabaseUnavailableError) return error.message;
  const byCode = reasons.get(readOwnCode(error) ?? "");
  if (byCode !== undefined) return byCode;
  if (isKnownRequestError(error)) return prismaReasons.get(error.code);
  if (error.name === "PrismaClientInitializationError") return "it cannot be reached";
  if (isDriverAdapterError(error)) return adapterReasons.get(error.cause.kind);
  return undefined;
}

function explainByMessage(error: Error): string | undefined {
  return messageReasons.find(([pattern]) => pattern.test(error.message))?.[1];
}

/**
 * Whether the database will never accept these values: out of range, against a constraint, or too large for
 * an index.
 */
export function isRejectedData(error: unknown): boolean {
  return /^(22|23|54)/.test(readSqlState(error) ?? "");
}

/** Whether the role may not do this, for example because the grants were not run again after an upgrade. */
export function isPermissionDenied(error: unknown): boolean {
  return readSqlState(error) === "42501";
}

/** Whether a table can't be read before a migration has run, or before the role has its new grants. */
export function isTableUnreadable(error: unknown): boolean {
  return isPermissionDenied(error) || readSqlState(error) === "42P01";
}

/** The code of a `pg` or system error, even if Prisma has wrapped it. */
function readSqlState(error: unknown): string | null {
  return (
    listCauses(error)
      .map(readOwnCode)
      .find((code) => code !== null) ?? null
  );
}

/** The error and the errors it wraps, innermost first: that is where PostgreSQL's own code is. */
function listCauses(error: unknown): Error[] {
  return error instanceof Error ? [...listInner(error).flatMap(listCauses), error] : [];
}

function listInner(error: Error): unknown[] {
  if (error instanceof AggregateError) return error.errors;
  // Prisma keeps here what the driver adapter threw.
  if (isKnownRequestError(error)) return [error.meta?.driverAdapterError];
  return [error.cause];
}

function readOwnCode(error: Error): string | null {
  if (isDriverAdapterError(error)) return error.cause.originalCode ?? null;
  if (isKnownRequestError(error)) return null;
  return "code" in error && typeof error.code === "string" ? error.code : null;
}
