import type { KeyDto, ListKeysQuery } from "#lib/contract/keys/keys.ts";
import { byteOrderMark, formatCsvLine } from "#lib/domain/audit/export-formats.ts";
import { assertStillReads } from "#lib/services/assert-still-reads.ts";
import { authorize } from "#lib/services/authorize.ts";
import { getEnvironmentBound, getResourceBound } from "#lib/services/bounds.ts";
import type { HeavyContext } from "#lib/services/context.ts";
import { listKeysForFile } from "../list.ts";
import { listKeyUsage } from "../usage/list-usage.ts";

/** The number of keys in memory at once. A slow client only slows down its own export. */
const batchSize = 100;

interface ExportedKey {
  key: KeyDto;
  requests: number;
  rejected: number;
}

/** The columns of the file, in order. No secret and no hash is among them. */
const columns: Readonly<Record<string, (exported: ExportedKey) => string | number | null>> = {
  id: ({ key }) => key.id,
  name: ({ key }) => key.name,
  description: ({ key }) => key.description,
  hint: ({ key }) => key.hint,
  status: ({ key }) => key.status,
  ownerSuspended: ({ key }) => String(key.owner.role === null),
  environment: ({ key }) => key.environment,
  ownerType: ({ key }) => key.owner.type,
  ownerId: ({ key }) => key.owner.id,
  ownerName: ({ key }) => key.owner.name,
  permissions: ({ key }) => (key.permissions === "inherit" ? key.permissions : key.permissions.join(" ")),
  effectivePermissions: ({ key }) => key.effectivePermissions.join(" "),
  allowedIps: ({ key }) => key.allowedIps.join(" "),
  resources: ({ key }) => key.resources.join(" "),
  externalId: ({ key }) => key.externalId,
  requestsLast7Days: ({ requests }) => requests,
  rejectedLast7Days: ({ rejected }) => rejected,
  lastUsedAt: ({ key }) => key.lastUsedAt,
  expiresAt: ({ key }) => key.expiresAt,
  createdAt: ({ key }) => key.createdAt,
  updatedAt: ({ key }) => key.updatedAt,
};

function toCsv(exported: ExportedKey): string {
  return formatCsvLine(Object.values(columns).map((read) => read(exported)));
}

/**
 * GET /keys as a CSV file: all keys that match the filter and that the caller can see, newest first, in batches as the
 * client reads them. No transaction stays open between batches.
 */
export function exportKeys(ctx: HeavyContext, query: ListKeysQuery): AsyncGenerator<string> {
  const scope = authorize(ctx, "keys:read");
  // Records both bounds now: the API checks them before it reads the file, which applies them.
  getEnvironmentBound(scope);
  getResourceBound(scope);
  return readInBatches(ctx, query);
}

async function* readInBatches(ctx: HeavyContext, query: ListKeysQuery): AsyncGenerator<string> {
  const { config, database } = ctx.runtime;
  const { heavy, prisma } = database;
  const scope = authorize(ctx, "keys:read");
  yield byteOrderMark + formatCsvLine(Object.keys(columns));
  let cursor: string | undefined;
  for (;;) {
    const batch: Batch = await heavy.runBatch(async () => {
      // A slow client can read for long, so the export stops when it loses access.
      if (cursor !== undefined) await assertStillReads({ prisma, config }, scope, "keys:read", new Date());
      return readBatch(ctx, { ...query, limit: batchSize, cursor });
    });
    if (batch.keys.length > 0) yield batch.keys.map(toCsv).join("");
    if (batch.nextCursor === null) return;
    cursor = batch.nextCursor;
  }
}

interface Batch {
  keys: ExportedKey[];
  nextCursor: string | null;
}

async function readBatch(ctx: HeavyContext, query: ListKeysQuery): Promise<Batch> {
  const { data, nextCursor } = await listKeysForFile(ctx, query);
  const usage = await listKeyUsage(
    ctx,
    data.map(({ id }) => id),
    ctx.runtime.database.heavy,
  );
  const keys = data.map((key) => {
    const days = usage.get(key.id) ?? [];
    const rejected = days.reduce((sum, { refused }) => sum + refused, 0);
    return { key, rejected, requests: days.reduce((sum, { accepted }) => sum + accepted, rejected) };
  });
  return { keys, nextCursor };
}
