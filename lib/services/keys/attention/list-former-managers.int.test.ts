import { afterAll, beforeAll, expect, test } from "vitest";
import {
  apiKeyActorOf,
  createContext,
  createTestRuntime,
  insertKey,
  insertTeam,
} from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { emitAudit } from "#lib/services/audit/emit.ts";
import { listFormerManagers } from "./list-former-managers.ts";

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
});

afterAll(async () => {
  await runtime.usage.stop();
  await database.close();
});

test("lists the live keys that managed the team in the last 30 days and no longer can", async () => {
  const team = await insertTeam(database);
  const now = new Date();
  const manage = async (keyId: string, daysAgo: number, targetType: string) => {
    const at = new Date(now.getTime() - daysAgo * 86_400_000);
    const ctx = createContext(runtime, await apiKeyActorOf(database, keyId), at);
    const entry = {
      teamId: team.id,
      action: "test.change",
      target: { type: targetType, id: team.id },
      changes: {},
    };
    await database.prisma.$transaction((tx) => emitAudit(tx, ctx, entry));
  };
  const inherits = await insertKey(database, team);
  const listing = { inheritsPermissions: false, permissions: ["members:write", "team:write"] };
  const closed = await insertKey(database, team, listing);
  const fine = await insertKey(database, team, {
    ...listing,
    environmentId: team.environments.production ?? "",
  });
  const longAgo = await insertKey(database, team);
  const revoked = await insertKey(database, team, { revokedAt: now });
  const idle = await insertKey(database, team);
  await manage(inherits.id, 1, "invitation");
  await manage(inherits.id, 2, "team");
  await manage(closed.id, 3, "environment");
  await manage(fine.id, 1, "member");
  await manage(longAgo.id, 31, "member");
  await manage(revoked.id, 1, "member");
  await manage(idle.id, 1, "worker");
  const found = await listFormerManagers(database, team.id, now);
  expect(found.map(({ id, needs }) => ({ id, needs }))).toEqual([
    { id: inherits.id, needs: ["members:write", "team:write"] },
    { id: closed.id, needs: ["team:write"] },
  ]);
  expect(await listFormerManagers(database, null, now)).toEqual(found);
  expect(await listFormerManagers(database, (await insertTeam(database)).id, now)).toEqual([]);
});
