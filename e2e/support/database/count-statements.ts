import type { Database } from "#lib/platform/db/database.ts";
import { createHeavyReads } from "#lib/platform/db/heavy-reads.ts";

/** The number of Prisma's statements on each kind of connection. */
interface StatementCounts {
  main: number;
  heavy: number;
}

/** The database with separate clients for heavy reads and everything else, and how many statements each has run. */
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
  const heavy = createHeavyReads(
    () => createCounted("heavy"),
    async () => {},
  );
  return { database: { ...inner, prisma: createCounted("main"), heavy }, counts };
}
