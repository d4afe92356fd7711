import type { AuditFilter } from "#lib/contract/team/audit-events.ts";
import { hourMs } from "#lib/domain/common/durations.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type AuditEvent, Prisma } from "#lib/platform/db/generated/client.ts";
import type { ReadScope } from "#lib/services/authorize.ts";
import { whereAppVisible, whereKeyVisible } from "#lib/services/bounds.ts";
import { planSearch } from "./plan-search.ts";

const { sql } = Prisma;

type Reader = Database["prisma"];

interface ReadStep {
  /** Matching events, newest first. A key may not see all of them. */
  events: AuditEvent[];
  /** The next step reads the events before this number. Null: that was the last one. */
  next: bigint | null;
}

/** Reads the next events before a number, or the newest: at most `take`, and never more than a bounded part of the log. */
export type ReadEvents = (before: bigint | null, take: number) => Promise<ReadStep>;

/** The events that one step of a search reads. The embedded engine runs nothing else in the meantime. */
export const searchedPerStep = 10_000;

/**
 * How much earlier than an event before it an event can have happened: its time is when the request arrived, and requests
 * that run at the same time, on clocks of several instances, are recorded in another order.
 */
const clockToleranceMs = hourMs;

/** A team created by a sign-up was created by its owner, although the actor is the sign-up (event-dto.ts). */
function whereActor(actor: string): Prisma.AuditEventWhereInput {
  const founder = { actorType: "system", changes: { path: ["ownerUserId"], equals: actor } };
  return { OR: [{ actorId: actor }, founder] };
}

/** The events of a team's chain that match a filter, apart from its text. */
function whereFilter(teamId: string, filter: AuditFilter): Prisma.AuditEventWhereInput {
  const { actor, action, target, from, to } = filter;
  return {
    chainId: teamId,
    ...(actor === undefined ? {} : whereActor(actor)),
    ...(target === undefined ? {} : { targetId: target }),
    ...(action === undefined ? {} : { action: action.endsWith(".") ? { startsWith: action } : action }),
    occurredAt: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) },
  };
}

/** The same as a condition on `event`. */
function matchFilter({ actor, action, target, from, to }: AuditFilter): Prisma.Sql {
  const conditions = [
    ...(actor === undefined
      ? []
      : [
          sql`(event.actor_id = ${actor} OR (event.actor_type = 'system' AND event.changes->>'ownerUserId' = ${actor}))`,
        ]),
    ...(target === undefined ? [] : [sql`event.target_id = ${target}`]),
    ...(action === undefined
      ? []
      : [action.endsWith(".") ? sql`starts_with(event.action, ${action})` : sql`event.action = ${action}`]),
    ...(from === undefined ? [] : [sql`event.occurred_at >= ${from.toISOString()}::timestamptz`]),
    ...(to === undefined ? [] : [sql`event.occurred_at < ${to.toISOString()}::timestamptz`]),
  ];
  return conditions.length === 0 ? sql`TRUE` : Prisma.join(conditions, " AND ");
}

/**
 * The first and last number that can be within the filter's time. Outside are only the events before one that is too old by
 * more than the tolerance, and those after one that is too new by more than the tolerance. The chain has no gaps between them.
 */
async function findRange(prisma: Reader, teamId: string, { from, to }: AuditFilter) {
  const find = (occurredAt: Prisma.DateTimeFilter, order: "asc" | "desc") =>
    prisma.auditEvent.findFirst({
      where: { chainId: teamId, occurredAt },
      orderBy: [{ occurredAt: order }, { seq: order }],
      select: { seq: true },
    });
  const head = await prisma.auditHead.findUnique({ where: { chainId: teamId }, select: { seq: true } });
  const newest = head?.seq ?? 0n;
  const tooOld =
    from === undefined ? null : await find({ lt: new Date(from.getTime() - clockToleranceMs) }, "desc");
  const tooNew =
    to === undefined ? null : await find({ gte: new Date(to.getTime() + clockToleranceMs) }, "asc");
  // Those before it may have been exported and removed.
  const oldest = await prisma.auditEvent.findFirst({
    where: { chainId: teamId },
    orderBy: { seq: "asc" },
    select: { seq: true },
  });
  return {
    first: tooOld === null ? (oldest?.seq ?? 1n) : tooOld.seq + 1n,
    last: tooNew === null ? newest : tooNew.seq - 1n,
  };
}

function min(one: bigint, other: bigint | null): bigint {
  return other === null || one < other ? one : other;
}

/** Searches step by step through numbers of the chain, so that a step costs the same however rare the text is. */
async function createSearch(
  prisma: Reader,
  scope: ReadScope,
  filter: AuditFilter & { q: string },
): Promise<ReadEvents> {
  const { teamId } = scope;
  const { shown, matches } = planSearch(scope, filter.q);
  const { first, last } = await findRange(prisma, teamId, filter);
  return async (before, take) => {
    const end = min(last + 1n, before);
    const start = end - BigInt(searchedPerStep);
    const rows = await prisma.$queryRaw<{ seq: bigint }[]>`
      SELECT event.seq FROM audit_events event, ${shown} WHERE event.chain_id = ${teamId}
        AND event.seq >= ${start} AND event.seq < ${end} AND ${matchFilter(filter)} AND ${matches}
      ORDER BY event.seq DESC LIMIT ${take}`;
    const lastFound = rows.length < take ? start : (rows.at(-1)?.seq ?? start);
    const where = { chainId: teamId, seq: { in: rows.map(({ seq }) => seq) } };
    const events =
      rows.length === 0 ? [] : await prisma.auditEvent.findMany({ where, orderBy: { seq: "desc" } });
    return { events, next: lastFound <= first ? null : lastFound };
  };
}

/** Whether an actor is a key or app that the caller can't see. Events show its id to nobody else, so a filter must not confirm it. */
async function isHiddenProgram(prisma: Reader, scope: ReadScope, actor: string): Promise<boolean> {
  const { bounds, teamId } = scope;
  if (bounds.kind === "person") return false;
  const select = { id: true } as const;
  const where = { id: actor, teamId };
  const [key, app] = [
    await prisma.apiKey.findFirst({ where, select }),
    await prisma.app.findFirst({ where, select }),
  ];
  if (key === null && app === null) return false;
  const visible =
    app === null
      ? await prisma.apiKey.findFirst({ where: { ...where, AND: [whereKeyVisible(scope)] }, select })
      : await prisma.app.findFirst({ where: { ...where, AND: [whereAppVisible(scope)] }, select });
  return visible === null;
}

/** Creates a function that reads the events of the scope's team that match a filter, newest first. */
export async function createEventReader(
  prisma: Reader,
  scope: ReadScope,
  { q, ...filter }: AuditFilter,
): Promise<ReadEvents> {
  if (filter.actor !== undefined && (await isHiddenProgram(prisma, scope, filter.actor))) {
    return () => Promise.resolve({ events: [], next: null });
  }
  if (q !== undefined && q.trim() !== "") return createSearch(prisma, scope, { ...filter, q });
  return async (before, take) => {
    const events = await prisma.auditEvent.findMany({
      where: {
        AND: [whereFilter(scope.teamId, filter), before === null ? {} : { seq: { lt: before } }],
      },
      orderBy: { seq: "desc" },
      take,
    });
    return { events, next: events.length < take ? null : (events.at(-1)?.seq ?? null) };
  };
}
