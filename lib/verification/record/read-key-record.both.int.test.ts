import { afterAll, beforeAll, expect, test } from "vitest";
import { insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { readKeyRecord } from "./read-key-record.ts";

let database: Database;

beforeAll(async () => {
  database = await openTestDatabase();
});

afterAll(async () => {
  await database.close();
});

test("a failed statement of any client does not keep keys from being found afterwards", async () => {
  const key = await insertKey(database, await insertTeam(database));
  const digest = hashSecret(key.secret).toString("latin1");
  expect(await readKeyRecord(database, digest)).toMatchObject({ keyId: key.id });
  // The pool drops the connection of a failed statement and opens another.
  await expect(database.pool.query("SELECT nothing FROM nowhere")).rejects.toThrow("nowhere");
  expect(await readKeyRecord(database, digest)).toMatchObject({ keyId: key.id });
});
