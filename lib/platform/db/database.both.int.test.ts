import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { insertUser } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "./database.ts";
import { isUniqueViolation } from "./server/database-errors.ts";
import { withTransaction } from "./transaction.ts";

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

describe("a transaction", () => {
  test("writes nothing when it fails", async () => {
    const attempt = withTransaction(database, async (tx) => {
      await tx.throttleWindow.create({ data: { subject: "undone", count: 1, endsAt: new Date() } });
      throw new Error("after the write");
    });
    await expect(attempt).rejects.toThrow("after the write");
    expect(await database.prisma.throttleWindow.count({ where: { subject: "undone" } })).toBe(0);
  });

  test("loses none of fifty concurrent updates", async () => {
    await database.prisma.throttleWindow.create({ data: { subject: "raced", count: 0, endsAt: new Date() } });
    const increment = () =>
      withTransaction(database, async (tx) => {
        const [row] = await tx.$queryRaw<{ count: number }[]>`
          SELECT count FROM throttle_windows WHERE subject = 'raced' FOR UPDATE`;
        await tx.throttleWindow.update({
          where: { subject: "raced" },
          data: { count: (row?.count ?? 0) + 1 },
        });
      });
    await Promise.all(Array.from({ length: 50 }, increment));
    const row = await database.prisma.throttleWindow.findUniqueOrThrow({ where: { subject: "raced" } });
    expect(row.count).toBe(50);
  });
});

test("recognizes a unique violation, also by field", async () => {
  const { email } = await insertUser(database);
  const error: unknown = await insertUser(database, { email }).catch((caught: unknown) => caught);
  expect(isUniqueViolation(error)).toBe(true);
  expect(isUniqueViolation(error, "email")).toBe(true);
  expect(isUniqueViolation(error, "slug")).toBe(false);
});
