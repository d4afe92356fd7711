import { hash } from "node:crypto";
import { z } from "zod";
import { invalidField } from "#lib/domain/common/errors.ts";
import { type IdKind, isId } from "#lib/domain/common/ids.ts";

/** Where a page ended: the value the list is sorted by, and the id as a tie-breaker. */
export interface ListPosition<Value> {
  value: Value;
  id: string;
}

/** How the sort value is written in a cursor. `read` returns undefined for text that `write` never produces. */
interface CursorValue<Value> {
  write(value: Value): string | null;
  read(text: string | null): Value | undefined;
}

/** The contents of one list's cursors. Lists read positions only through it, so a forged position never reaches a query. */
export interface CursorFormat<Value> {
  id: IdKind;
  value: CursorValue<Value>;
}

const maxSequence = 2n ** 63n - 1n;

/** Accepts only years that every database engine can store and that have four digits. */
function readMoment(text: string | null): Date | undefined {
  if (text === null || !/^(19[7-9]\d|[2-9]\d{3})-/.test(text)) return undefined;
  const moment = new Date(text);
  return !Number.isNaN(moment.getTime()) && moment.toISOString() === text ? moment : undefined;
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\u0000");
}

/** For a list sorted only by id. */
export const noValue: CursorValue<null> = {
  write: () => null,
  read: (text) => (text === null ? null : undefined),
};

export const textValue: CursorValue<string> = {
  write: (value) => value,
  read: (text) => (text !== null && isStorable(text) ? text : undefined),
};

export const momentValue: CursorValue<Date> = {
  write: (value) => value.toISOString(),
  read: readMoment,
};

/** For a nullable column. */
export const optionalMomentValue: CursorValue<Date | null> = {
  write: (value) => value?.toISOString() ?? null,
  read: (text) => (text === null ? null : readMoment(text)),
};

/** A 64-bit integer of at least 0. */
export const sequenceValue: CursorValue<bigint> = {
  write: String,
  read: (text) => {
    if (text === null || !/^(0|[1-9]\d{0,18})$/.test(text)) return undefined;
    const value = BigInt(text);
    return value <= maxSequence ? value : undefined;
  },
};

const cursorSchema = z.tuple([z.string(), z.string().nullable(), z.string()]);

/** Identifies a list's filter and sort, so that a cursor is valid only for the list it came from. */
function digestList(list: unknown): string {
  return hash("sha256", JSON.stringify(list), "base64url").slice(0, 16);
}

/** An opaque cursor for the page after this position. It contains nothing that the caller has not seen. */
export function encodeCursor<Value>(
  format: CursorFormat<Value>,
  list: unknown,
  { value, id }: ListPosition<Value>,
): string {
  return Buffer.from(JSON.stringify([digestList(list), format.value.write(value), id])).toString("base64url");
}

/** Throws `invalid_request` for a malformed or forged cursor, or one for another filter or sort. */
export function decodeCursor<Value>(
  format: CursorFormat<Value>,
  list: unknown,
  cursor: string | undefined,
): ListPosition<Value> | null {
  if (cursor === undefined) return null;
  const parsed = cursorSchema.safeParse(parseJson(Buffer.from(cursor, "base64url").toString()));
  if (!parsed.success) throw createInvalidCursor();
  const [digest, text, id] = parsed.data;
  if (digest !== digestList(list)) {
    throw invalidField("cursor", "Belongs to a list with another filter or sort");
  }
  const value = format.value.read(text);
  if (value === undefined || !isId(format.id, id)) throw createInvalidCursor();
  return { value, id };
}

function createInvalidCursor(): Error {
  return invalidField("cursor", "Invalid cursor");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
