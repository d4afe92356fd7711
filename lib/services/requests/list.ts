import {
  heavyRequestFilters,
  type ListRequestsQuery,
  type RequestFilter,
  type RequestLogDto,
  type RequestPageDto,
} from "#lib/contract/keys/requests.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { canonicalizeAddress } from "#lib/domain/network/address.ts";
import { Prisma, type RequestLogEntry } from "#lib/platform/db/generated/client.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import { narrowEnvironment } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { allOf, asMoment } from "#lib/services/keys/query/where-keys.ts";
import { decodeCursor, encodeCursor, type ListPosition, momentValue } from "#lib/services/lists/cursor.ts";
import { findCredential } from "./find-credential.ts";
import { toRequestDtos } from "./request-dto.ts";
import { assertConsoleAdministrator, isRequestVisible } from "./visible-requests.ts";

const cursorFormat = { id: "request", value: momentValue } as const;

const { sql } = Prisma;

/** Named as Prisma names them, so that a row is a RequestLogEntry. */
const requestColumns = Prisma.raw(
  Object.values(Prisma.RequestLogEntryScalarFieldEnum)
    .map(
      (field) => `request.${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)} AS "${field}"`,
    )
    .join(", "),
);

function hasOutcome(outcome: NonNullable<RequestFilter["outcome"]>): Prisma.Sql {
  if (outcome === "accepted") return sql`request.outcome = 'VALID'`;
  return outcome === "rejected" ? sql`request.outcome <> 'VALID'` : sql`request.outcome = ${outcome}`;
}

function isAfter({ value, id }: ListPosition<Date>): Prisma.Sql {
  return sql`(request.at, request.id) < (${asMoment(value)}, ${id})`;
}

/** How many requests the log is missing, and when. */
async function readLog(ctx: ServiceContext, teamId: string): Promise<RequestLogDto> {
  const { requestLogDays: retentionDays } = ctx.runtime.config;
  const since = new Date(ctx.now.getTime() - retentionDays * dayMs);
  const { _sum, _max } = await ctx.runtime.database.prisma.requestLogDrop.aggregate({
    where: { teamId, hour: { gte: since } },
    _sum: { count: true },
    _max: { hour: true },
  });
  return { retentionDays, dropped: _sum.count ?? 0, droppedAt: _max.hour?.toISOString() ?? null };
}

/** Whose requests are listed: those of the team that the caller can see, or those without a known key. */
async function isListed(
  ctx: ServiceContext,
  scope: Scope,
  { unknown, key }: RequestFilter,
): Promise<Prisma.Sql> {
  if (unknown === "true") {
    assertConsoleAdministrator(scope);
    return sql`request.sample = 'unknown' AND request.team_id IS NULL`;
  }
  if (key !== undefined) await findCredential(ctx.runtime.database.prisma, scope, key);
  return isRequestVisible(scope);
}

async function whereRequests(ctx: ServiceContext, scope: Scope, filter: RequestFilter): Promise<Prisma.Sql> {
  const { key, environment, outcome } = filter;
  // Rejects the environment if a calling key has another one. Such a key's requests can be for any environment.
  narrowEnvironment(scope, environment);
  const address = filter.address === undefined ? undefined : canonicalizeAddress(filter.address);
  return allOf([
    await isListed(ctx, scope, filter),
    ...(key === undefined ? [] : [sql`request.key_id = ${key}`]),
    ...(environment === undefined ? [] : [sql`request.environment = ${environment}`]),
    ...(outcome === undefined ? [] : [hasOutcome(outcome)]),
    ...(address === undefined ? [] : [sql`request.address = ${address}`]),
  ]);
}

/** A filter by anything but the key reads all requests of the team until it has found enough. */
function chooseConnection({ runtime: { database } }: ServiceContext, filter: RequestFilter) {
  return heavyRequestFilters.some((name) => filter[name] !== undefined)
    ? database.heavy.prisma
    : database.prisma;
}

/**
 * GET /requests: the last verifications of the team's keys, newest first. With `unknown`, those of the console
 * without a known key.
 */
export async function listRequests(ctx: ServiceContext, query: ListRequestsQuery): Promise<RequestPageDto> {
  const scope = authorize(ctx, "keys:read");
  const { cursor, limit, ...filter } = query;
  const list = { teamId: scope.teamId, ...filter, kind: "requests" };
  const position = decodeCursor(cursorFormat, list, cursor);
  const where = await whereRequests(ctx, scope, filter);
  const rows = await chooseConnection(ctx, filter).$queryRaw<RequestLogEntry[]>`
    SELECT ${requestColumns} FROM request_log request WHERE ${where} AND ${position === null ? sql`TRUE` : isAfter(position)}
    ORDER BY request.at DESC, request.id DESC LIMIT ${limit + 1}`;
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const isUnknown = filter.unknown === "true";
  return {
    data: await toRequestDtos(ctx.runtime.database.prisma, scope, page),
    nextCursor: last === undefined ? null : encodeCursor(cursorFormat, list, { value: last.at, id: last.id }),
    log: await readLog(ctx, isUnknown ? "" : scope.teamId),
  };
}
