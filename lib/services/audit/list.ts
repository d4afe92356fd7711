import {
  type AuditEventPageDto,
  type AuditFilter,
  type ListAuditEventsQuery,
  maxSearchedEvents,
} from "#lib/contract/team/audit-events.ts";
import type { AuditEvent } from "#lib/platform/db/generated/client.ts";
import { authorize, type Scope } from "#lib/services/authorize.ts";
import type { HeavyContext, ServiceContext } from "#lib/services/context.ts";
import { decodeCursor, encodeCursor, sequenceValue } from "#lib/services/lists/cursor.ts";
import { toAuditEventDtos } from "./event-dto.ts";
import { authorizeInstanceAudit } from "./instance-chain.ts";
import { createEventReader, searchedPerStep } from "./read-events.ts";
import { keepVisible } from "./visible-events.ts";

const cursorFormat = { id: "event", value: sequenceValue } as const;

/** The number of events read in one step for a caller who can see only some of them. */
const batchSize = 500;

/** For a key that can see only a few of many events: a request reads 10,000, and the next page continues from there. */
const maxBatches = 20;

/** A search stops after the step that exceeds this time, however little of the log it has read. */
const maxSearchMs = 1_000;

/** Searches read on separate connections. Each step is short, and others use the embedded engine in between. */
function openReads({ runtime }: ServiceContext, { q = "" }: AuditFilter) {
  const { prisma, heavy } = runtime.database;
  if (q.trim() === "") return { prisma, maxSteps: maxBatches, maxMs: Number.POSITIVE_INFINITY };
  return { prisma: heavy.prisma, maxSteps: maxSearchedEvents / searchedPerStep, maxMs: maxSearchMs };
}

interface Found {
  /** Visible events, `limit` + 1 if there are more. */
  events: AuditEvent[];
  /** The oldest event that was read, if the reading stopped before it reached the end or the limit. */
  endedAt: AuditEvent | null;
}

async function findVisible(
  ctx: ServiceContext,
  scope: Scope,
  filter: AuditFilter,
  from: { before: bigint | null; limit: number; readMs: () => number },
): Promise<Found> {
  const { prisma, maxSteps, maxMs } = openReads(ctx, filter);
  const endMs = from.readMs() + maxMs;
  const read = await createEventReader(prisma, scope, filter);
  const take = scope.bounds.kind === "person" ? from.limit + 1 : batchSize;
  const events: AuditEvent[] = [];
  let { before } = from;
  for (let step = 0; step < maxSteps; step++) {
    const { events: matching, next } = await read(before, take);
    events.push(...(await keepVisible(prisma, scope, matching)));
    if (next === null || events.length > from.limit) return { events, endedAt: null };
    before = next;
    if (from.readMs() >= endMs) break;
  }
  const where = { chainId: scope.teamId, seq: { gte: before ?? 0n } };
  const oldest = await prisma.auditEvent.findFirst({ where, orderBy: { seq: "asc" } });
  // The next page continues before the last number that was read, even if its event is missing from a damaged chain.
  return { events, endedAt: oldest === null ? null : { ...oldest, seq: before ?? oldest.seq } };
}

/** A list without text to search for, which any caller can read. */
type PlainQuery = ListAuditEventsQuery & { q?: undefined };

export function listAuditEvents(ctx: ServiceContext, query: PlainQuery): Promise<AuditEventPageDto> {
  return readPage(ctx, authorize(ctx, "audit:read"), query, () => 0);
}

/** GET /audit-events. Only a context that has the team's turn can search. */
export function searchAuditEvents(
  ctx: HeavyContext,
  query: ListAuditEventsQuery,
  readMs = () => performance.now(),
): Promise<AuditEventPageDto> {
  return readPage(ctx, authorize(ctx, "audit:read"), query, readMs);
}

/** GET /instance/audit-events: the console's own events, for its administrators. */
export function searchInstanceEvents(
  ctx: HeavyContext,
  query: ListAuditEventsQuery,
): Promise<AuditEventPageDto> {
  return readPage(ctx, authorizeInstanceAudit(ctx), query, () => performance.now());
}

async function readSealedUpTo(
  prisma: ServiceContext["runtime"]["database"]["prisma"],
  chainId: string,
): Promise<string | null> {
  const checkpoint = await prisma.auditCheckpoint.findFirst({
    where: { chainId, kind: "sealed" },
    orderBy: { seq: "desc" },
    select: { occurredAt: true },
  });
  return checkpoint?.occurredAt.toISOString() ?? null;
}

/**
 * A page of events, newest first. A key sees only the events that keepVisible returns. If these are few, or few match the
 * text, a page can have fewer events than the limit although more follow.
 */
async function readPage(
  ctx: ServiceContext,
  scope: Scope,
  query: ListAuditEventsQuery,
  readMs: () => number,
): Promise<AuditEventPageDto> {
  const { teamId } = scope;
  const { cursor, limit, ...filter } = query;
  const list = { teamId, ...filter, kind: "audit" };
  const before = decodeCursor(cursorFormat, list, cursor)?.value ?? null;
  const { events, endedAt } = await findVisible(ctx, scope, filter, { before, limit, readMs });
  const page = events.slice(0, limit);
  const last = events.length > limit ? page.at(-1) : endedAt;
  const { prisma } = ctx.runtime.database;
  return {
    data: await toAuditEventDtos(prisma, scope, page),
    nextCursor: last == null ? null : encodeCursor(cursorFormat, list, { value: last.seq, id: last.id }),
    sealedUpTo: last == null ? await readSealedUpTo(prisma, teamId) : null,
    searchedBackTo: endedAt?.occurredAt.toISOString() ?? null,
  };
}
