import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { takeTeamTurn } from "#lib/domain/limits/team-turns.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

const request = { headers: new Headers() };

const countedTurns = vi.fn(takeTeamTurn);

let database: Database;
let runtime: Runtime;
let readAuditPage: typeof import("#lib/queries/settings.ts").readAuditPage;

let resetRuntime = () => {};

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  // Test files share loaded modules, so this one loads its own, with two of them replaced, and removes them at the end.
  vi.resetModules();
  vi.doMock("next/headers", () => ({ headers: () => Promise.resolve(request.headers) }));
  vi.doMock("#lib/domain/limits/team-turns.ts", () => ({ takeTeamTurn: countedTurns }));
  ({ readAuditPage } = await import("#lib/queries/settings.ts"));
  const { setRuntime } = await import("#lib/platform/runtime/runtime.ts");
  setRuntime(runtime);
  resetRuntime = () => setRuntime(undefined);
});

afterAll(async () => {
  vi.doUnmock("next/headers");
  vi.doUnmock("#lib/domain/limits/team-turns.ts");
  vi.resetModules();
  resetRuntime();
  await runtime.usage.stop();
  await database.close();
});

test("the page of the audit log searches when it is the team's turn, as the API does", async () => {
  const team = await insertTeam(database);
  const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
  request.headers = new Headers({ cookie });
  const { slug } = await database.prisma.team.findUniqueOrThrow({ where: { id: team.id } });
  await readAuditPage(slug, () => ({ q: " " }), undefined);
  expect(countedTurns).not.toHaveBeenCalled();
  const page = await readAuditPage(slug, () => ({ q: "rotated" }), undefined);
  expect(page.events).toMatchObject({ data: [], searchedBackTo: null });
  const caller = { teamId: team.id, id: team.owner.id };
  expect(countedTurns.mock.calls).toEqual([["listAuditEvents", caller, null]]);
});
