import { isDriverAdapterError } from "@prisma/driver-adapter-utils";
import type { Prisma } from "./generated/client.ts";

// Recognized by name, not by `instanceof`: Node and Next's bundle may each hold a copy of the library's classes, and the
// connection that throws was opened in Node's.
function isKnownRequestError(error: unknown): error is Prisma.PrismaClientKnownRequestError {
  return error instanceof Error && error.name === "PrismaClientKnownRequestError";
}

/** Two writers met in a way the database resolved by undoing one; trying again is right. */
export function isWriteConflict(error: unknown): boolean {
  if (isKnownRequestError(error) && error.code === "P2034") return true;
  // Raw statements report PostgreSQL's own codes: serialization_failure and deadlock_detected.
  return readSqlState(error) === "40001" || readSqlState(error) === "40P01";
}

/** Whether a unique index refused the write; with a name, whether that column or index is among its fields. */
export function isUniqueViolation(error: unknown, field?: string): boolean {
  if (!isKnownRequestError(error) || error.code !== "P2002") return false;
  return field === undefined || JSON.stringify(error.meta ?? {}).includes(field);
}

const unreachableCodes = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOENT",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  // PostgreSQL: too many connections, shutting down, starting up, statement timeout, read-only after a failover.
  "53300",
  "57P01",
  "57P02",
  "57P03",
  "57014",
  "25006",
]);

const unreachablePrismaCodes = new Set(["P1001", "P1002", "P1008", "P1017", "P2024", "P2028"]);

const unreachableMessages =
  /connection terminated|timeout expired|timeout exceeded when trying to connect|query read timeout|server has closed the connection/i;

/** Whether the database could not be asked, as opposed to having answered something we did not want. */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isKnownRequestError(error) && unreachablePrismaCodes.has(error.code)) return true;
  if (error.name === "PrismaClientInitializationError") return true;
  if (unreachableCodes.has(readSqlState(error) ?? "")) return true;
  if (isDriverAdapterError(error)) {
    return ["DatabaseNotReachable", "ConnectionClosed", "SocketTimeout", "TooManyConnections"].includes(
      error.cause.kind,
    );
  }
  if (error instanceof AggregateError && error.errors.some(isDatabaseUnavailable)) return true;
  return unreachableMessages.test(error.message) || isDatabaseUnavailable(error.cause);
}

/** Whether the database will never take these values: out of range, against a constraint, too large for an index. */
export function isRefusedData(error: unknown): boolean {
  return /^(22|23|54)/.test(readSqlState(error) ?? "");
}

/** The code of a `pg` or system error, also where Prisma has wrapped it. */
function readSqlState(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (isDriverAdapterError(error)) return error.cause.originalCode ?? null;
  if (isKnownRequestError(error) && error.code === "P2010") {
    return /\b(40001|40P01)\b/.exec(JSON.stringify(error.meta ?? {}))?.[1] ?? null;
  }
  return "code" in error && typeof error.code === "string" ? error.code : null;
}
