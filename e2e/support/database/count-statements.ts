import type { Database } from "#lib/platform/db/database.ts";
import { createHeavyReads } from "#lib/platform/db/heavy-reads.ts";

/** The number of statements on each kind of connection: Prisma's, and those that services give to a pool. */
interface StatementCounts {
  main: number;
  heavy: number;
}

/** The database with separate clients and pools for heavy reads and everything else, and how many statements each has run. */
export function countStatements(inner: Database): { database: Database; counts: StatementCounts } {
  const counts: StatementCounts = { main: 0, heavy: 0 };
  const createCounted = (name: keyof StatementCounts) => {
    const client = inner.prisma.$extends({
      query: {
        $allOperations: ({ args, query }) => {
          counts[name] += 1;
          return query(args);
        },
      },
    });
    // The extension does not change the type that services use.
    return client as unknown as Database["prisma"];
  };
  const createCountedPool = (name: keyof StatementCounts): Database["pool"] =>
    new Proxy(inner.pool, {
      get: (pool, property) => {
        if (property === "query") counts[name] += 1;
        const value: unknown = Reflect.get(pool, property);
        return typeof value === "function" ? value.bind(pool) : value;
      },
    });
  const heavy = createHeavyReads(
    () => createCounted("heavy"),
    async () => {},
  );
  const pools = { pool: createCountedPool("main"), heavyPool: createCountedPool("heavy") };
  return { database: { ...inner, ...pools, prisma: createCounted("main"), heavy }, counts };
}
