import type { Page } from "#lib/contract/common/lists.ts";
import type { AuditEventDto, AuditFilter, ListAuditEventsQuery } from "#lib/contract/team/audit-events.ts";
import type { AuditEvent, Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { decodeCursor, encodeCursor, sequenceValue } from "#lib/services/lists/cursor.ts";
import { toAuditEventDtos } from "./event-dto.ts";
import { keepVisible } from "./visible-events.ts";

const cursorFormat = { id: "event", value: sequenceValue } as const;

/** The events of a team's chain that match a filter. */
export function whereFilter(teamId: string, filter: AuditFilter): Prisma.AuditEventWhereInput {
  const { actor, action, target, from, to } = filter;
  return {
    chainId: teamId,
    ...(actor === undefined ? {} : { actorId: actor }),
    ...(target === undefined ? {} : { targetId: target }),
    ...(action === undefined ? {} : { action: action.endsWith(".") ? { startsWith: action } : action }),
    occurredAt: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) },
  };
}

/** The number of events read in one query for a caller who can see only some of them. */
const batchSize = 500;

/** For a key that can see only a few of many events: a request reads 10,000, and the next page continues from there. */
const maxBatches = 20;

/** The newest visible events before a position, `limit` + 1 if there are more, and where the search ended. */
async function findVisible(
  ctx: ServiceContext,
  scope: Scope,
  filter: AuditFilter,
  from: { before: bigint | null; limit: number },
) {
  const { prisma } = ctx.runtime.database;
  const found: AuditEvent[] = [];
  const take = scope.bounds.kind === "person" ? from.limit + 1 : batchSize;
  let before = from.before;
  let endedAt: AuditEvent | null = null;
  for (let i = 0; i < maxBatches; i++) {
    const rows: AuditEvent[] = await prisma.auditEvent.findMany({
      where: { AND: [whereFilter(scope.teamId, filter), before === null ? {} : { seq: { lt: before } }] },
      orderBy: { seq: "desc" },
      take,
    });
    found.push(...(await keepVisible(prisma, scope, rows)));
    const last = rows.at(-1);
    if (last === undefined || rows.length < take) return { found, endedAt: null };
    if (found.length > from.limit) return { found, endedAt: null };
    before = last.seq;
    endedAt = last;
  }
  return { found, endedAt };
}

/**
 * GET /audit-events, newest first. A key sees only the events that keepVisible returns. If these are few, a page can have
 * fewer events than the limit although more follow.
 */
export async function listAuditEvents(
  ctx: ServiceContext,
  query: ListAuditEventsQuery,
): Promise<Page<AuditEventDto>> {
  const scope = authorize(ctx, "audit:read");
  const { teamId } = scope;
  const { cursor, limit, ...filter } = query;
  const list = { teamId, ...filter, kind: "audit" };
  const before = decodeCursor(cursorFormat, list, cursor)?.value ?? null;
  const { found, endedAt } = await findVisible(ctx, scope, filter, { before, limit });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : endedAt;
  const data = await toAuditEventDtos(ctx.runtime.database.prisma, scope, page);
  return {
    data,
    nextCursor: last == null ? null : encodeCursor(cursorFormat, list, { value: last.seq, id: last.id }),
  };
}
