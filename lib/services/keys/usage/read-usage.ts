import type { KeyUsageDto, KeyUsageQuery } from "#lib/contract/keys/usage.ts";
import { dayMs, minuteMs } from "#lib/domain/common/durations.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { UsageContext } from "#lib/services/context.ts";
import { findKey } from "#lib/services/keys/find-key.ts";

const weekMs = 7 * dayMs;

/** The columns to group by. Fixed SQL: no input becomes part of it. */
const groups = {
  outcome: Prisma.sql`outcome`,
  secret: Prisma.sql`secret_id`,
  address: Prisma.sql`address`,
  service: Prisma.sql`service`,
  environment: Prisma.sql`environment`,
  hour: Prisma.sql`to_char(date_trunc('hour', starts_at AT TIME ZONE 'UTC'), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
} as const satisfies Record<KeyUsageQuery["by"], Prisma.Sql>;

/** The start of the minute. Requests within a minute cannot be distinguished, so all of them are included. */
function floorToMinute(moment: Date): Date {
  return new Date(moment.getTime() - (moment.getTime() % minuteMs));
}

interface GroupRow {
  by: string;
  count: number;
  rejected: number;
  firstAt: Date;
  lastAt: Date;
  total: number;
}

/** GET /keys/{id}/usage: counts a key's requests in a period (default: the last 7 days), grouped for example by outcome. */
export async function readKeyUsage(
  ctx: UsageContext,
  input: KeyUsageQuery & { id: string },
): Promise<KeyUsageDto> {
  const scope = authorize(ctx, "keys:read");
  const { prisma } = ctx.runtime.database;
  const key = await findKey(prisma, scope, input.id);
  // Someone may be waiting for the first request, which otherwise appears only after some seconds.
  if (key.lastUsedAt === null) await ctx.runtime.usage.catchUp();
  return countUsage(ctx, key.id, input);
}

/** Counts the requests of a key or an app that the caller can see. */
export async function countUsage(
  ctx: UsageContext,
  keyId: string,
  input: KeyUsageQuery,
): Promise<KeyUsageDto> {
  const { prisma } = ctx.runtime.database;
  const to = input.to ?? ctx.now;
  const from = input.from ?? new Date(to.getTime() - weekMs);
  if (from >= to) throw invalidField("from", "Must be before to");
  const ofSecret =
    input.secretId === undefined ? Prisma.empty : Prisma.sql`AND secret_id = ${input.secretId}`;
  // The window function sums all groups, including those beyond the limit.
  const rows = await prisma.$queryRaw<GroupRow[]>`
    SELECT ${groups[input.by]} AS by, sum(count)::float8 AS count,
      coalesce(sum(count) FILTER (WHERE outcome <> 'VALID'), 0)::float8 AS rejected,
      min(starts_at) AS "firstAt", max(starts_at) AS "lastAt", sum(sum(count)) OVER ()::float8 AS total
    FROM key_usage
    WHERE key_id = ${keyId} AND starts_at >= ${floorToMinute(from).toISOString()}::timestamptz
      AND starts_at < ${to.toISOString()}::timestamptz ${ofSecret}
    GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 1000`;
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    total: rows[0]?.total ?? 0,
    data: rows.map(({ by, count, rejected, firstAt, lastAt }) => ({
      by,
      count,
      rejected,
      firstAt: firstAt.toISOString(),
      lastAt: lastAt.toISOString(),
    })),
  };
}
