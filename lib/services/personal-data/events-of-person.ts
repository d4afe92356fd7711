import { type AuditEvent, Prisma } from "#lib/platform/db/generated/client.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

/** How an event can refer to a person. */
export interface PersonReferences {
  /** Of the account, and of its memberships. */
  ids: readonly string[];
  emails: readonly string[];
}

/** Events that are read at once. No index finds those of a person, so the whole log is read in short steps. */
const windowSize = 10_000;

function refersTo({ ids, emails }: PersonReferences): Prisma.Sql {
  return Prisma.sql`(event.actor_id = ANY(${[...ids]}) OR event.target_id = ANY(${[...ids]})
    OR event.personal->>'email' = ANY(${[...emails]}) OR event.personal->>'emailBefore' = ANY(${[...emails]}))`;
}

/** How the log is read. */
export interface EventReads {
  prisma: Pick<Runtime["database"]["prisma"], "$queryRaw" | "auditEvent">;
  /** Runs one step. It can wait, and throws when the rest should not be read. */
  runStep<Result>(step: () => Promise<Result>): Promise<Result>;
}

/** Reads without a pause until the signal aborts. */
export function readUntilAborted(
  { database: { prisma } }: Pick<Runtime, "database">,
  signal: AbortSignal,
): EventReads {
  return {
    prisma,
    runStep: (step) => {
      signal.throwIfAborted();
      return step();
    },
  };
}

interface Window {
  last: string | null;
  found: string[];
}

/** The ids of the events that the person caused or that are about them, in the order of ids. A step can find none. */
async function* findIds(
  { prisma, runStep }: EventReads,
  references: PersonReferences,
): AsyncGenerator<string[]> {
  for (let after = ""; ; ) {
    const [window] = await runStep(
      () => prisma.$queryRaw<Window[]>`
        SELECT max(event.id) AS last, coalesce(array_agg(event.id) FILTER (WHERE ${refersTo(references)}), '{}') AS found
        FROM (SELECT * FROM audit_events WHERE id > ${after} ORDER BY id LIMIT ${windowSize}) event`,
    );
    if (window === undefined || window.last === null) return;
    yield window.found;
    after = window.last;
  }
}

/**
 * The email addresses that the account had, by what the audit log says about it. Not those to which the person only wanted to
 * change: they may be another person's.
 */
export async function readFormerEmails(
  { database: { prisma } }: Pick<Runtime, "database">,
  userId: string,
  signal: AbortSignal,
): Promise<string[]> {
  const emails = new Set<string>();
  for (let after = ""; ; ) {
    signal.throwIfAborted();
    const [window] = await prisma.$queryRaw<{ last: string | null; found: (string | null)[] }[]>`
      SELECT max(event.id) AS last, coalesce(array_agg(found.email) FILTER (WHERE found.email IS NOT NULL), '{}') AS found
      FROM (SELECT * FROM audit_events WHERE id > ${after} ORDER BY id LIMIT ${windowSize}) event
      LEFT JOIN LATERAL (VALUES (event.personal->>'emailBefore'),
        (CASE WHEN event.action <> 'user.request_email_change' THEN event.personal->>'email' END)) found (email)
        ON event.target_id = ${userId}`;
    if (window === undefined || window.last === null) return [...emails];
    for (const email of window.found) if (email !== null) emails.add(email);
    after = window.last;
  }
}

/** The events that the person caused or that are about them, in batches, which can be empty. */
export async function* readEventsOf(
  reads: EventReads,
  references: PersonReferences,
): AsyncGenerator<AuditEvent[]> {
  for await (const ids of findIds(reads, references)) {
    if (ids.length === 0) yield [];
    for (let at = 0; at < ids.length; at += 500) {
      yield await reads.prisma.auditEvent.findMany({
        where: { id: { in: ids.slice(at, at + 500) } },
        orderBy: { id: "asc" },
      });
    }
  }
}

/** Removes names and addresses from these events. The chains stay valid: they contain only a digest. Returns how many. */
export async function eraseEventsOf(
  runtime: Pick<Runtime, "database">,
  references: PersonReferences,
  signal: AbortSignal,
): Promise<number> {
  let erased = 0;
  for await (const ids of findIds(readUntilAborted(runtime, signal), references)) {
    if (ids.length === 0) continue;
    erased += await runtime.database.prisma.$executeRaw`
      UPDATE audit_events SET personal = NULL WHERE id = ANY(${ids}) AND personal IS NOT NULL`;
  }
  return erased;
}
