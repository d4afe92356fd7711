import type { ListKeysQuery } from "#lib/contract/keys/keys.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import {
  type CursorFormat,
  type ListPosition,
  momentValue,
  optionalMomentValue,
  sequenceValue,
  textValue,
} from "#lib/services/lists/cursor.ts";
import { asMoment } from "./where-keys.ts";

const { sql } = Prisma;

export type SortField = "createdAt" | "name" | "lastUsedAt" | "expiresAt" | "requests";

export interface Sort {
  field: SortField;
  isDescending: boolean;
}

export type SortValue = string | Date | bigint | null;

export const cursorFormats: Readonly<Record<SortField, CursorFormat<SortValue>>> = {
  createdAt: { id: "key", value: momentValue },
  name: { id: "key", value: textValue },
  lastUsedAt: { id: "key", value: optionalMomentValue },
  expiresAt: { id: "key", value: optionalMomentValue },
  requests: { id: "key", value: sequenceValue },
};

const columns: Readonly<Record<SortField, Prisma.Sql>> = {
  createdAt: sql`key.created_at`,
  name: sql`key.name`,
  lastUsedAt: sql`key.last_used_at`,
  expiresAt: sql`key.expires_at`,
  requests: sql`key.requests`,
};

export function parseSort(text: ListKeysQuery["sort"]): Sort {
  return { field: asSortField(text.replace("-", "")), isDescending: text.startsWith("-") };
}

/** The schema allows only these names. */
function asSortField(name: string): SortField {
  return name as SortField;
}

function isNullable(field: SortField): boolean {
  return field === "lastUsedAt" || field === "expiresAt";
}

function toParameter(value: Exclude<SortValue, null>): Prisma.Sql {
  if (value instanceof Date) return asMoment(value);
  return typeof value === "bigint" ? sql`${String(value)}::bigint` : sql`${value}`;
}

/** The keys after a position. Null values sort last in both directions; the id is the tie-breaker. */
export function isAfter({ field, isDescending }: Sort, { value, id }: ListPosition<SortValue>): Prisma.Sql {
  const [column, beyond] = [columns[field], Prisma.raw(isDescending ? "<" : ">")];
  if (value === null) return sql`${column} IS NULL AND key.id ${beyond} ${id}`;
  const after = sql`(${column}, key.id) ${beyond} (${toParameter(value)}, ${id})`;
  return isNullable(field) ? sql`${after} OR ${column} IS NULL` : after;
}

/** The keys up to and including a position. */
export function isUpTo({ field, isDescending }: Sort, { value, id }: ListPosition<SortValue>): Prisma.Sql {
  const [column, before] = [columns[field], Prisma.raw(isDescending ? ">=" : "<=")];
  if (value === null) return sql`${column} IS NOT NULL OR key.id ${before} ${id}`;
  return sql`(${column}, key.id) ${before} (${toParameter(value)}, ${id})`;
}

export function orderKeys({ field, isDescending }: Sort): Prisma.Sql {
  const direction = Prisma.raw(isDescending ? "DESC" : "ASC");
  const nulls = isNullable(field) ? sql`NULLS LAST` : Prisma.empty;
  return sql`${columns[field]} ${direction} ${nulls}, key.id ${direction}`;
}

/** The opposite of orderKeys. */
export function orderBackwards({ field, isDescending }: Sort): Prisma.Sql {
  const direction = Prisma.raw(isDescending ? "ASC" : "DESC");
  const nulls = isNullable(field) ? sql`NULLS FIRST` : Prisma.empty;
  return sql`${columns[field]} ${direction} ${nulls}, key.id ${direction}`;
}

export function sortColumnOf({ field }: Sort): Prisma.Sql {
  return columns[field];
}
