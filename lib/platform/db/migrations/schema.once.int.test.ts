import { expect, test } from "vitest";
import { openEmbeddedTestDatabase } from "#e2e/support/database/test-database.ts";
import { diffSchema } from "../../../../scripts/prisma/diff-schema.ts";

test("the migrations create exactly what prisma/schema.prisma describes", async () => {
  const database = await openEmbeddedTestDatabase();
  expect(await diffSchema(database.pool)).toBe("");
  await database.close();
});
