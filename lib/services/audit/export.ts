import type { AuditEventDto, AuditFilter } from "#lib/contract/team/audit-events.ts";
import { byteOrderMark, formatCsvLine } from "#lib/domain/audit/export-formats.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { withTransaction } from "#lib/platform/db/transaction.ts";
import { assertStillReads } from "#lib/services/assert-still-reads.ts";
import { authorize, type ReadScope } from "#lib/services/authorize.ts";
import { getEnvironmentBound, getResourceBound, personBounds } from "#lib/services/bounds.ts";
import { createCommandContext } from "#lib/services/command-context.ts";
import type { HeavyContext, ServiceContext } from "#lib/services/context.ts";
import { emitAudit } from "./emit.ts";
import { toAuditEventDtos } from "./event-dto.ts";
import { assertStillAdministers, authorizeInstanceAudit, instanceChain } from "./instance-chain.ts";
import { createEventReader, type ReadEvents } from "./read-events.ts";
import { keepVisible } from "./visible-events.ts";

export type ExportFormat = "csv" | "jsonl";

/**
 * The number of events in memory at once. A slow client only slows down its own export. The batch is small, so that
 * verifications, which share this process, wait at most a few milliseconds for it.
 */
const batchSize = 100;

const columns = [
  "seq",
  "occurredAt",
  "action",
  "actorType",
  "actorId",
  "actorName",
  "targetType",
  "targetId",
  "targetName",
  "changes",
  "address",
  "agent",
  "requestId",
  "hash",
];

function toCsv(event: AuditEventDto): string {
  const { actor, target } = event;
  return formatCsvLine([
    event.seq,
    event.occurredAt,
    event.action,
    actor.type,
    actor.id,
    actor.name,
    target.type,
    target.id,
    target.name,
    JSON.stringify(event.changes),
    event.address,
    event.agent,
    event.requestId,
    event.hash,
  ]);
}

const formats = {
  csv: { header: byteOrderMark + formatCsvLine(columns), write: toCsv },
  jsonl: { header: "", write: (event: AuditEventDto) => `${JSON.stringify(event)}\n` },
};

/**
 * GET /audit-events as a file: all matching events the caller can see, newest first, in batches as the client reads them.
 * No transaction stays open between batches.
 */
export function exportAuditEvents(
  ctx: HeavyContext,
  filter: AuditFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  const scope = authorize(ctx, "audit:read");
  // Records both bounds now: the API checks them before it reads the file, which applies them.
  getEnvironmentBound(scope);
  getResourceBound(scope);
  return readInBatches(
    ctx,
    scope,
    { filter, format, subject: { type: "team", id: scope.teamId } },
    (prisma) => assertStillReads({ prisma, config: ctx.runtime.config }, scope, "audit:read", new Date()),
  );
}

/** GET /instance/audit-events as a file, for administrators of the console. */
export function exportInstanceEvents(
  ctx: HeavyContext,
  filter: AuditFilter,
  format: ExportFormat,
): AsyncGenerator<string> {
  const scope = authorizeInstanceAudit(ctx);
  const subject = { type: "console", id: scope.teamId };
  return readInBatches(ctx, scope, { filter, format, subject }, (prisma) =>
    assertStillAdministers(prisma, scope, ctx.runtime.config.requireTwoFactor),
  );
}

/** The whole chain of a team or of the console as a file, for the operator. It stops when the signal aborts. */
export function exportChainByCommand(
  runtime: ServiceContext["runtime"],
  { chainId, format, now, signal }: { chainId: string; format: ExportFormat; now: Date; signal: AbortSignal },
): AsyncGenerator<string> {
  const scope: ReadScope = { teamId: chainId, bounds: personBounds, askedBounds: new Set() };
  const type = chainId === instanceChain ? "console" : "team";
  const wanted = { filter: {}, format, subject: { type, id: chainId } };
  return readInBatches(createCommandContext(runtime, now), scope, wanted, async () =>
    signal.throwIfAborted(),
  );
}

interface Wanted {
  filter: AuditFilter;
  format: ExportFormat;
  /** Whose log it is. */
  subject: { type: string; id: string };
}

type AssertReads = (prisma: Database["prisma"]) => Promise<void>;

/** Who took a copy of a log is itself an event, in the console's own log. */
function recordExport(ctx: ServiceContext, { format, subject }: Wanted): Promise<void> {
  return withTransaction(ctx.runtime.database, (tx) =>
    emitAudit(tx, ctx, { teamId: null, action: "audit_log.export", target: subject, changes: { format } }),
  );
}

async function* readInBatches(
  ctx: ServiceContext,
  scope: ReadScope,
  wanted: Wanted,
  assertReads: AssertReads,
): AsyncGenerator<string> {
  const { filter, format } = wanted;
  const { header, write } = formats[format];
  const { heavy } = ctx.runtime.database;
  await recordExport(ctx, wanted);
  if (header !== "") yield header;
  const readEvents = await createEventReader(heavy.prisma, scope, filter);
  let before: bigint | null = null;
  for (;;) {
    const read = async () => {
      // A slow client can read for hours, so the export stops when it loses access.
      if (before !== null) await assertReads(heavy.prisma);
      return readBatch(heavy.prisma, scope, readEvents, before);
    };
    const batch: Batch = await (before === null ? read() : heavy.runBatch(read));
    // Also a batch without events, so that the file of a client that has left ends here.
    yield batch.events.map(write).join("");
    if (batch.last === null) return;
    before = batch.last;
  }
}

interface Batch {
  events: AuditEventDto[];
  /** Where the next batch continues. Null after the last batch. */
  last: bigint | null;
}

async function readBatch(
  prisma: Database["prisma"],
  scope: ReadScope,
  readEvents: ReadEvents,
  before: bigint | null,
): Promise<Batch> {
  const { events, next } = await readEvents(before, batchSize);
  const visible = await keepVisible(prisma, scope, events);
  return { events: await toAuditEventDtos(prisma, scope, visible), last: next };
}
