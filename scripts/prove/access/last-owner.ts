// Proof: a team always keeps an owner, even if two owners change each other at the same moment, on two
// instances with one PostgreSQL server.
// `npm run prove -- last-owner [rounds] [seed]`
import { createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { createRandom } from "#e2e/support/access/tamperings.ts";
import { insertMember, insertTeam } from "#e2e/support/database/fixtures.ts";
import { fleetSecrets, startFleet } from "#e2e/support/verification/fleet.ts";

const rounds = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? 20_261_123);
const random = createRandom(seed);
const fleet = await startFleet({ serve: ["console", "console"] });
const { database } = fleet;
const [first = "", second = ""] = fleet.instances.map(({ origin }) => origin);

/** What one owner does to the other: the method and the body. */
const acts = [
  { method: "PATCH", body: { role: "viewer" } },
  { method: "PATCH", body: { status: "suspended" } },
  { method: "DELETE", body: { keys: "revoke" } },
] as const;

async function act(origin: string, cookie: string, path: string): Promise<number> {
  const { method, body } = acts[random(acts.length)] ?? acts[0];
  const response = await fetch(`${origin}/v1/api${path}`, {
    method,
    headers: { cookie, origin, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.status;
}

async function race(): Promise<{ statuses: number[]; owners: number }> {
  const team = await insertTeam(database);
  const rival = await insertMember(database, team, "owner");
  const one = await createSessionCookie(database, { secrets: fleetSecrets }, team.owner.id);
  const other = await createSessionCookie(database, { secrets: fleetSecrets }, rival.id);
  const members = `/teams/${team.id}/members`;
  const statuses = await Promise.all([
    act(first, one.cookie, `${members}/${rival.memberId}`),
    act(second, other.cookie, `${members}/${team.owner.memberId}`),
  ]);
  const where = { teamId: team.id, role: "owner", status: "active" } as const;
  return { statuses, owners: await database.prisma.member.count({ where }) };
}

const answers = new Map<string, number>();
let ownerless = 0;
let unexpected = 0;
for (let round = 1; round <= rounds; round++) {
  const { statuses, owners } = await race();
  if (owners === 0) ownerless += 1;
  // One of them succeeds; the other has lost the permission by then, or would leave the team without an
  // owner.
  if (!statuses.includes(200) || statuses.some((status) => ![200, 401, 403, 404, 409].includes(status))) {
    unexpected += 1;
  }
  const outcome = statuses.sort().join(" and ");
  answers.set(outcome, (answers.get(outcome) ?? 0) + 1);
}
await fleet.stop();
for (const [outcome, count] of answers) console.log(`answered ${outcome}: ${count} times`);
console.log(
  `${rounds} rounds (seed ${seed}): ${ownerless} left no owner, ${unexpected} unexpected responses`,
);
process.exitCode = ownerless + unexpected === 0 ? 0 : 1;
