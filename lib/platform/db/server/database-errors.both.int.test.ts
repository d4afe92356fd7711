import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asOwner, openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { explainFailure } from "#lib/platform/runtime/explain-failure.ts";
import { describeDatabaseFailure, isDatabaseUnavailable } from "./database-errors.ts";

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

/** Makes every insert into throttle_windows fail with this SQLSTATE. */
async function failWith(code: string): Promise<void> {
  await asOwner(database).pool.query(
    `CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS
     $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '${code}'; END $$`,
  );
  await asOwner(database).pool.query(
    "CREATE OR REPLACE TRIGGER fail BEFORE INSERT ON throttle_windows FOR EACH ROW EXECUTE FUNCTION fail()",
  );
}

const data = () => ({ subject: "x", count: 1, endsAt: new Date() });

const ways: Record<string, () => Promise<unknown>> = {
  "a model's method": () => database.prisma.throttleWindow.create({ data: data() }),
  "a transaction": () => database.prisma.$transaction((tx) => tx.throttleWindow.create({ data: data() })),
  "a raw statement": () =>
    database.prisma
      .$executeRaw`INSERT INTO throttle_windows (subject, count, ends_at) VALUES ('x', 1, now())`,
  "the driver": () =>
    database.pool.query("INSERT INTO throttle_windows (subject, count, ends_at) VALUES ('x', 1, now())"),
};

async function catchFailure(run: () => Promise<unknown>): Promise<unknown> {
  return run().then(
    () => null,
    (error: unknown) => error,
  );
}

const silent = { error: () => {} };

describe.each([
  ["53100", "its disk is full"],
  ["53200", "it is out of memory"],
  ["53300", "it has no free connections"],
  ["57P01", "it is shutting down"],
  ["57P03", "it is starting up"],
  ["25006", "it is read-only"],
])("SQLSTATE %s", (code, reason) => {
  test.each(Object.entries(ways))("through %s is answered with 503 and Retry-After", async (_, run) => {
    await failWith(code);
    const failure = await catchFailure(run);
    expect(isDatabaseUnavailable(failure)).toBe(true);
    expect(describeDatabaseFailure(failure)).toBe(reason);
    const { status, headers } = explainFailure(failure, silent);
    expect({ status, headers }).toEqual({ status: 503, headers: { "Retry-After": "2" } });
  });
});

test("the error message names a full disk", async () => {
  await failWith("53100");
  const failure = await catchFailure(ways["a transaction"] ?? (async () => null));
  expect(explainFailure(failure, silent).message).toBe(
    "The server's disk is full. Changes cannot be saved until space is freed",
  );
});

test("a full disk of this host counts as a full disk of the database", () => {
  const failure = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  expect(explainFailure(failure, silent).status).toBe(503);
});

test("an unexpected failure stays a 500", async () => {
  await failWith("XX000");
  for (const run of Object.values(ways))
    expect(explainFailure(await catchFailure(run), silent).status).toBe(500);
});
