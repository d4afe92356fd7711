import { Prisma } from "#lib/platform/db/generated/client.ts";
import { authorize } from "#lib/services/authorize.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { chooseConnection } from "#lib/services/keys/query/costly-list.ts";
import { allOf, type KeyFilter, listConditions, whereKeys } from "#lib/services/keys/query/where-keys.ts";

const { sql } = Prisma;

/** The number of keys that match the filter. */
export async function countKeys(ctx: ServiceContext, filter: KeyFilter): Promise<number> {
  const { all } = await countKeysByFilter(ctx, filter, { all: {} });
  return all;
}

/** For each filter, the number of keys that match both it and the common filter. Reads the keys once. */
export async function countKeysByFilter<Name extends string>(
  ctx: ServiceContext,
  common: KeyFilter,
  filters: Readonly<Record<Name, KeyFilter>>,
): Promise<Record<Name, number>> {
  const scope = authorize(ctx, "keys:read");
  const names = Object.keys(filters) as Name[];
  if (names.length === 0) return {} as Record<Name, number>;
  const counts = names.map(
    (name, index) =>
      sql`count(*) FILTER (WHERE ${allOf(listConditions(scope, filters[name], ctx.now, "filter"))})::int AS ${Prisma.raw(`c${index}`)}`,
  );
  const prisma = chooseConnection(ctx.runtime.database, common);
  const [row = {}] = await prisma.$queryRaw<Record<string, number>[]>`
    SELECT ${Prisma.join(counts)} FROM api_keys key WHERE ${whereKeys(scope, common, ctx.now)}`;
  const entries = names.map((name, index) => [name, row[`c${index}`] ?? 0]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
