import type { Page } from "#lib/contract/common/lists.ts";
import { listKeyFields, pickKeyFields } from "#lib/contract/keys/key-fields.ts";
import type { KeyDto, ListKeysQuery } from "#lib/contract/keys/keys.ts";
import type { KeyStatus } from "#lib/domain/keys/status.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import { getEnvironmentBound, narrowEnvironment, whereKeyVisible } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import {
  type CursorFormat,
  decodeCursor,
  encodeCursor,
  type ListPosition,
  momentValue,
  optionalMomentValue,
  textValue,
} from "#lib/services/lists/cursor.ts";
import { toKeyDto } from "./plan/key-dto.ts";
import { readRelations } from "./plan/read-relations.ts";

type SortField = "createdAt" | "name" | "lastUsedAt" | "expiresAt";

export type KeyFilter = Omit<ListKeysQuery, "cursor" | "limit" | "sort">;

const searchedFields = listKeyFields(({ isSearched }) => isSearched === true);
const filteredFields = listKeyFields(({ filter }) => filter !== undefined);

interface Sort {
  field: SortField;
  direction: "asc" | "desc";
}

type SortValue = string | Date | null;

const cursorFormats: Readonly<Record<SortField, CursorFormat<SortValue>>> = {
  createdAt: { id: "key", value: momentValue },
  name: { id: "key", value: textValue },
  lastUsedAt: { id: "key", value: optionalMomentValue },
  expiresAt: { id: "key", value: optionalMomentValue },
};

function parseSort(text: ListKeysQuery["sort"]): Sort {
  const isDescending = text.startsWith("-");
  return { field: asSortField(text.replace("-", "")), direction: isDescending ? "desc" : "asc" };
}

/** The schema allows only these names. */
function asSortField(name: string): SortField {
  return name as SortField;
}

function whereLive(now: Date): Prisma.ApiKeyWhereInput {
  return { revokedAt: null, AND: [{ OR: [{ expiresAt: null }, { expiresAt: { gt: now } }] }] };
}

/** The rules of getKeyStatus as a condition. */
function whereStatus(status: KeyStatus, now: Date): Prisma.ApiKeyWhereInput {
  const live = whereLive(now);
  switch (status) {
    case "revoked":
      return { revokedAt: { not: null } };
    case "expired":
      return { revokedAt: null, expiresAt: { lte: now } };
    case "disabled":
      return { ...live, disabledAt: { not: null } };
    case "rotating":
      return { ...live, disabledAt: null, secrets: { some: { endsAt: { gt: now } } } };
    case "active":
      return { ...live, disabledAt: null, secrets: { none: { endsAt: { gt: now } } } };
  }
}

/** Active, rotating and disabled together, the default view of the page, do not need the secrets. */
function whereStatuses(statuses: readonly KeyStatus[], now: Date): Prisma.ApiKeyWhereInput {
  const isUsable = (status: KeyStatus) => status !== "expired" && status !== "revoked";
  const over = statuses.filter((status) => !isUsable(status)).map((status) => whereStatus(status, now));
  if (new Set(statuses.filter(isUsable)).size === 3) return { OR: [whereLive(now), ...over] };
  return { OR: statuses.map((status) => whereStatus(status, now)) };
}

/** Searches for the literal text: `contains` does not escape the special characters of LIKE. */
function whereText(text: string): Prisma.ApiKeyWhereInput {
  const literal = text.replace(/[\\%_]/g, "\\$&");
  const contains = { contains: literal, mode: "insensitive" } as const;
  return {
    OR: [
      ...searchedFields.map((field) => ({ [field]: contains })),
      { secrets: { some: { hint: { contains: literal } } } },
    ],
  };
}

/** The team's keys that match a filter. */
export function whereFilter(scope: Scope, query: KeyFilter, now: Date): Prisma.ApiKeyWhereInput {
  const environment = narrowEnvironment(scope, query.environment);
  const conditions: Prisma.ApiKeyWhereInput[] = [whereKeyVisible(scope)];
  // A calling key's environment is filtered by its id: a join would prevent PostgreSQL from reading in the list's order.
  if (getEnvironmentBound(scope) === null && environment !== undefined) {
    conditions.push({ environment: { slug: environment } });
  }
  if (query.status !== undefined) conditions.push(whereStatuses(query.status, now));
  if (query.owner === scope.teamId) conditions.push({ ownerType: "team" });
  else if (query.owner !== undefined) conditions.push({ ownerUserId: query.owner });
  conditions.push(pickKeyFields(query, filteredFields));
  if (query.q !== undefined && query.q.trim() !== "") conditions.push(whereText(query.q.trim()));
  return { teamId: scope.teamId, AND: conditions };
}

/** The keys after a position. Null values sort last in both directions; the id is the tie-breaker. */
function whereAfter(sort: Sort, position: ListPosition<SortValue> | null): Prisma.ApiKeyWhereInput {
  if (position === null) return {};
  const { field, direction } = sort;
  const beyond = direction === "asc" ? "gt" : "lt";
  const tie: Prisma.ApiKeyWhereInput = { id: { [beyond]: position.id } };
  if (position.value === null) return { [field]: null, ...tie };
  const { value } = position;
  const after: Prisma.ApiKeyWhereInput[] = [{ [field]: { [beyond]: value } }, { [field]: value, ...tie }];
  if (isNullable(field)) return { OR: [...after, { [field]: null }] };
  // Redundant with the OR, but in a form that lets an index scan start at the position.
  return { [field]: { [`${beyond}e`]: value }, OR: after };
}

function isNullable(field: SortField): boolean {
  return field === "lastUsedAt" || field === "expiresAt";
}

function orderBy({ field, direction }: Sort): Prisma.ApiKeyOrderByWithRelationInput[] {
  const first = isNullable(field) ? { [field]: { sort: direction, nulls: "last" } } : { [field]: direction };
  return [first, { id: direction }];
}

/** GET /keys: lists the team's keys in pages, without secrets and hashes. */
export async function listKeys(ctx: ServiceContext, query: ListKeysQuery): Promise<Page<KeyDto>> {
  const scope = authorize(ctx, "keys:read");
  const { teamId } = scope;
  const { cursor, limit, ...list } = query;
  const sort = parseSort(query.sort);
  const format = cursorFormats[sort.field];
  const position = decodeCursor(format, { teamId, ...list }, cursor);
  const { database } = ctx.runtime;
  // A search reads the text of all of the team's keys.
  const { prisma } = list.q === undefined ? database : database.heavy;
  const rows = await prisma.apiKey.findMany({
    where: { AND: [whereFilter(scope, query, ctx.now), whereAfter(sort, position)] },
    orderBy: orderBy(sort),
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const data = (await readRelations(database, teamId, page)).map((key) => toKeyDto(key, ctx.now));
  if (last === undefined) return { data, nextCursor: null };
  return {
    data,
    nextCursor: encodeCursor(format, { teamId, ...list }, { value: last[sort.field], id: last.id }),
  };
}
