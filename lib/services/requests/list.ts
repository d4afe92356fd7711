import type {
  ListRequestsQuery,
  RequestFilter,
  RequestLogDto,
  RequestPageDto,
} from "#lib/contract/keys/requests.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { canonicalizeAddress } from "#lib/domain/network/address.ts";
import type { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import { narrowEnvironment } from "#lib/services/bounds.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { findKey } from "#lib/services/keys/find-key.ts";
import { decodeCursor, encodeCursor, momentValue } from "#lib/services/lists/cursor.ts";
import { toRequestDtos } from "./request-dto.ts";
import { assertConsoleAdministrator, whereRequestVisible } from "./visible-requests.ts";

const cursorFormat = { id: "request", value: momentValue } as const;

function whereOutcome(outcome: RequestFilter["outcome"]): Prisma.RequestLogEntryWhereInput {
  if (outcome === undefined) return {};
  if (outcome === "accepted") return { outcome: "VALID" };
  return outcome === "rejected" ? { outcome: { not: "VALID" } } : { outcome };
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

async function whereListed(
  ctx: ServiceContext,
  scope: Scope,
  { unknown, key, environment: requested }: RequestFilter,
): Promise<Prisma.RequestLogEntryWhereInput> {
  const { prisma } = ctx.runtime.database;
  const environment = narrowEnvironment(scope, requested);
  if (unknown === "true") {
    assertConsoleAdministrator(scope);
    return { sample: "unknown", teamId: null };
  }
  const keyId = key === undefined ? undefined : (await findKey(prisma, scope, key)).id;
  const isRequested = requested !== undefined && environment !== undefined;
  return {
    AND: [
      await whereRequestVisible(prisma, scope),
      keyId === undefined ? {} : { keyId },
      isRequested ? { environment } : {},
    ],
  };
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
  const { prisma } = ctx.runtime.database;
  const address = filter.address === undefined ? undefined : canonicalizeAddress(filter.address);
  const rows = await prisma.requestLogEntry.findMany({
    where: {
      AND: [
        await whereListed(ctx, scope, filter),
        whereOutcome(filter.outcome),
        address === undefined ? {} : { address },
        position === null
          ? {}
          : {
              at: { lte: position.value },
              OR: [{ at: { lt: position.value } }, { at: position.value, id: { lt: position.id } }],
            },
      ],
    },
    orderBy: [{ at: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  const isUnknown = filter.unknown === "true";
  return {
    data: await toRequestDtos(prisma, scope, page),
    nextCursor: last === undefined ? null : encodeCursor(cursorFormat, list, { value: last.at, id: last.id }),
    log: await readLog(ctx, isUnknown ? "" : scope.teamId),
  };
}
