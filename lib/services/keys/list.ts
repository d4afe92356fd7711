import type { Page } from "#lib/contract/common/lists.ts";
import type { KeyDto, ListKeysQuery } from "#lib/contract/keys/keys.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type ApiKey, Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import type { HeavyContext, ServiceContext } from "#lib/services/context.ts";
import { decodeCursor, encodeCursor, type ListPosition } from "#lib/services/lists/cursor.ts";
import { toKeyDto } from "./plan/key-dto.ts";
import { readRelations } from "./plan/read-relations.ts";
import { chooseConnection, choosePool } from "./query/costly-list.ts";
import {
  cursorFormats,
  isAfter,
  isUpTo,
  orderBackwards,
  orderKeys,
  parseSort,
  type Sort,
  type SortValue,
  sortColumnOf,
} from "./query/sort-keys.ts";
import { allOf, columnOf, countRequests, whereKeys } from "./query/where-keys.ts";

const { sql } = Prisma;

/** Named as Prisma names them, so that a row is an ApiKey. */
const keyColumns = Prisma.raw(
  Object.values(Prisma.ApiKeyScalarFieldEnum)
    .map((field) => `${columnOf(field)} AS "${field}"`)
    .join(", "),
);

type ListedKey = ApiKey & { sortedBy: SortValue };

/** A list's filter and order. Its cursors are only valid for it. */
interface List {
  scope: Scope;
  query: ListKeysQuery;
  sort: Sort;
  now: Date;
}

/** The rows to read from, with the requests of each key if the list is sorted by them. */
function fromKeys({ scope, query, sort, now }: List): Prisma.Sql {
  const matching = whereKeys(scope, query, now);
  if (sort.field !== "requests") return sql`FROM api_keys key WHERE ${matching}`;
  return sql`FROM (SELECT key.*, ${countRequests(now)} AS requests FROM api_keys key WHERE ${matching}) key WHERE TRUE`;
}

function identifyList({ scope, query }: List): object {
  const { cursor: _, limit: __, ...list } = query;
  return { teamId: scope.teamId, ...list };
}

function decodePosition(list: List, cursor: string | undefined): ListPosition<SortValue> | null {
  return decodeCursor(cursorFormats[list.sort.field], identifyList(list), cursor);
}

function encodePosition(list: List, position: ListPosition<SortValue>): string {
  return encodeCursor(cursorFormats[list.sort.field], identifyList(list), position);
}

function openList(ctx: ServiceContext, query: ListKeysQuery): List {
  const scope = authorize(ctx, "keys:read");
  return { scope, query, sort: parseSort(query.sort), now: ctx.now };
}

/** The keys after a position, in the list's order. */
function selectKeys(list: List, position: ListPosition<SortValue> | null, limit: number): Prisma.Sql {
  const after = position === null ? sql`TRUE` : isAfter(list.sort, position);
  return sql`SELECT ${keyColumns}, ${sortColumnOf(list.sort)} AS "sortedBy" ${fromKeys(list)} AND (${after})
    ORDER BY ${orderKeys(list.sort)} LIMIT ${limit}`;
}

/** GET /keys: lists the team's keys in pages, without secrets and hashes. */
export function listKeys(ctx: ServiceContext, query: ListKeysQuery): Promise<Page<KeyDto>> {
  return readPage(ctx, query, choosePool(ctx.runtime.database, query));
}

/** A page of a file: newest first, because a key keeps its place in this order while the file is read. */
export function listKeysForFile(ctx: HeavyContext, query: ListKeysQuery): Promise<Page<KeyDto>> {
  return readPage(ctx, { ...query, sort: "-createdAt" }, ctx.runtime.database.heavyPool);
}

/** Without Prisma, whose conversion of the rows takes longer than reading them. */
async function readPage(
  ctx: ServiceContext,
  query: ListKeysQuery,
  pool: Database["pool"],
): Promise<Page<KeyDto>> {
  const list = openList(ctx, query);
  const position = decodePosition(list, query.cursor);
  const statement = selectKeys(list, position, query.limit + 1);
  const { rows } = await pool.query<ListedKey>(statement.text, statement.values);
  const page = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? page.at(-1) : undefined;
  const keys = await readRelations(ctx.runtime.database, list.scope.teamId, page, pool);
  return {
    data: keys.map((key) => toKeyDto(key, ctx.now)),
    nextCursor: last === undefined ? null : encodePosition(list, { value: last.sortedBy, id: last.id }),
  };
}

/** Where a page is in its list. */
export interface PagePlace {
  /** The number of keys before the page. */
  keysBefore: number;
  /** The cursor of the previous page. Null on the first two pages, before which is only the page without a cursor. */
  previousCursor: string | null;
}

/** Finds the place of the page that a cursor points to. */
export async function findPagePlace(ctx: ServiceContext, query: ListKeysQuery): Promise<PagePlace> {
  const list = openList(ctx, query);
  const position = decodePosition(list, query.cursor);
  if (position === null) return { keysBefore: 0, previousCursor: null };
  const before = sql`${fromKeys(list)} AND ${allOf([isUpTo(list.sort, position)])}`;
  const prisma = chooseConnection(ctx.runtime.database, query);
  const [[counted], [previous]] = await Promise.all([
    prisma.$queryRaw<{ count: number }[]>`SELECT count(*)::int AS count ${before}`,
    // The page before starts after the key that is one page further back.
    prisma.$queryRaw<
      { id: string; value: SortValue }[]
    >`SELECT key.id, ${sortColumnOf(list.sort)} AS value ${before}
      ORDER BY ${orderBackwards(list.sort)} LIMIT 1 OFFSET ${query.limit}`,
  ]);
  const previousCursor = previous === undefined ? null : encodePosition(list, previous);
  return { keysBefore: counted?.count ?? 0, previousCursor };
}
