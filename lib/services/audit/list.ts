import type { Prisma } from "#lib/db/generated/client.ts";
import type { AuditEventDto, AuditFilter, ListAuditEventsQuery } from "#lib/schemas/audit-events.ts";
import type { Page } from "#lib/schemas/lists.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { decodeCursor, encodeCursor, sequenceValue } from "#lib/services/lists/cursor.ts";
import { toAuditEventDtos } from "./event-dto.ts";

const cursorFormat = { id: "event", value: sequenceValue } as const;

/** The events of a team's chain that a filter names. */
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

/** GET /audit-events, newest first. */
export async function listAuditEvents(
  ctx: ServiceContext,
  query: ListAuditEventsQuery,
): Promise<Page<AuditEventDto>> {
  const { teamId } = authorize(ctx, "audit:read");
  const { prisma } = ctx.runtime.database;
  const { cursor, limit, ...filter } = query;
  const list = { teamId, ...filter, kind: "audit" };
  const position = decodeCursor(cursorFormat, list, cursor);
  const rows = await prisma.auditEvent.findMany({
    where: {
      AND: [whereFilter(teamId, filter), position === null ? {} : { seq: { lt: position.value } }],
    },
    orderBy: { seq: "desc" },
    take: limit + 1,
  });
  const page = rows.slice(0, limit);
  const last = rows.length > limit ? page.at(-1) : undefined;
  return {
    data: await toAuditEventDtos(prisma, teamId, page),
    nextCursor:
      last === undefined ? null : encodeCursor(cursorFormat, list, { value: last.seq, id: last.id }),
  };
}
