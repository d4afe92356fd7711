import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { buildIndexDirectly, readMigrations } from "./migration-files.ts";

async function readOne(sql: string) {
  const directory = await mkdtemp(join(tmpdir(), "migrations-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  await mkdir(join(directory, "20260101000000_one"));
  await writeFile(join(directory, "20260101000000_one", "migration.sql"), sql);
  return (await readMigrations(directory))[0];
}

test("reads the product's own migrations", async () => {
  const migrations = await readMigrations();
  expect(migrations.length).toBeGreaterThan(0);
  expect(migrations.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name).sort());
});

test("indexes on existing tables are built without blocking writes", async () => {
  // Older ones are released, and their checksums are recorded.
  const migrations = (await readMigrations()).filter(({ name }) => name >= "20261130");
  expect(migrations.length).toBeGreaterThan(0);
  const blocking = migrations.flatMap(({ name, sql }) => {
    const created = new Set([...sql.matchAll(/CREATE TABLE "(\w+)"/g)].map(([, table]) => table));
    const indexes = [...sql.matchAll(/CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)"\w+" ON "(\w+)"/g)];
    return indexes.filter(([, table]) => !created.has(table)).map(([statement]) => `${name}: ${statement}`);
  });
  expect(blocking).toEqual([]);
});

test.each([
  ['CREATE INDEX CONCURRENTLY "things_id_idx" ON "things"("id");', "things_id_idx"],
  ["-- CreateIndex\ncreate unique index concurrently if not exists a_b on c (d)", "a_b"],
  ["CREATE INDEX a ON b (c); CREATE INDEX d ON b (e);", null],
  ["-- one day CONCURRENTLY\nALTER TABLE a ADD b INT;", null],
  ["CREATE FUNCTION a() RETURNS trigger AS $$ BEGIN; RETURN NULL; END; $$;", null],
])("finds the index that is built concurrently in %j", async (sql, index) => {
  expect((await readOne(sql))?.concurrentIndex).toBe(index);
});

test.each([
  "CREATE INDEX CONCURRENTLY a ON b (c); ALTER TABLE b ADD d INT;",
  "ALTER TABLE b ADD d INT; CREATE INDEX CONCURRENTLY a ON b (c);",
  "CREATE INDEX CONCURRENTLY ON b (c);",
  "DROP INDEX CONCURRENTLY a;",
])("rejects %j", async (sql) => {
  await expect(readOne(sql)).rejects.toThrow("only one CREATE INDEX CONCURRENTLY");
});

test.each(["BEGIN; SELECT 1; COMMIT;", "SELECT 1; COMMIT"])(
  "rejects %j, which would end the migration's own transaction",
  async (sql) => {
    await expect(readOne(sql)).rejects.toThrow("must not begin or end a transaction");
  },
);

test("builds the same index directly when nothing else writes", () => {
  expect(buildIndexDirectly('CREATE UNIQUE INDEX CONCURRENTLY "a" ON b (c)')).toBe(
    'CREATE UNIQUE INDEX "a" ON b (c)',
  );
});
