import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createTestRuntime, insertTeam } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { takeTeamTurn } from "#lib/domain/limits/team-turns.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { type Runtime, setRuntime } from "#lib/platform/runtime/runtime.ts";
import { readAuditPage } from "#lib/queries/settings.ts";

const request = { headers: new Headers() };

vi.mock("next/headers", () => ({ headers: () => Promise.resolve(request.headers) }));

vi.mock("#lib/domain/limits/team-turns.ts", async (importOriginal) => {
  const original = await importOriginal<typeof import("#lib/domain/limits/team-turns.ts")>();
  return { takeTeamTurn: vi.fn(original.takeTeamTurn) };
});

let database: Database;
let runtime: Runtime;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  setRuntime(runtime);
});

beforeEach(() => {
  vi.mocked(takeTeamTurn).mockClear();
});

afterAll(async () => {
  setRuntime(undefined);
  await runtime.usage.stop();
  await database.close();
});

test("the page of the audit log searches when it is the team's turn, as the API does", async () => {
  const team = await insertTeam(database);
  const { cookie } = await createSessionCookie(database, runtime, team.owner.id);
  request.headers = new Headers({ cookie });
  const { slug } = await database.prisma.team.findUniqueOrThrow({ where: { id: team.id } });
  await readAuditPage(slug, () => ({ q: " " }), undefined);
  expect(takeTeamTurn).not.toHaveBeenCalled();
  const page = await readAuditPage(slug, () => ({ q: "rotated" }), undefined);
  expect(page.events).toMatchObject({ data: [], searchedBackTo: null });
  const caller = { teamId: team.id, id: team.owner.id };
  expect(vi.mocked(takeTeamTurn).mock.calls).toEqual([["listAuditEvents", caller, null]]);
});
