// Proof: a member who is demoted, suspended or removed is treated accordingly from their very next request,
// and so are their keys: on the instance that received the change, and on another one on the same PostgreSQL
// server.
// `npm run prove -- late-responses [rounds]`
import { createSessionCookie } from "#e2e/support/access/api-caller.ts";
import { insertKey, insertMember, insertTeam } from "#e2e/support/database/fixtures.ts";
import { fleetSecrets, startFleet } from "#e2e/support/verification/fleet.ts";

const rounds = Number(process.argv[2] ?? 1000);
// Rejected requests count toward the IP address, so every round uses a different one.
const fleet = await startFleet({ serve: ["console", "console"], environment: { TRUST_PROXY: "1" } });
const { database } = fleet;
const [first = "", second = ""] = fleet.instances.map(({ origin }) => origin);
const origins = [first, second];

/**
 * The expected statuses after each change: for the person's own request, and for a forward-auth check whether
 * their key can write.
 */
const changes = [
  { name: "demoted", method: "PATCH", body: { role: "viewer" }, person: 403, key: 403 },
  { name: "suspended", method: "PATCH", body: { status: "suspended" }, person: 401, key: 401 },
  { name: "removed", method: "DELETE", body: { keys: "revoke" }, person: 401, key: 401 },
] as const;

interface Subject {
  address: string;
  teamId: string;
  memberId: string;
  ownersCookie: string;
  cookie: string;
  secret: string;
}

async function createSubject(round: number): Promise<Subject> {
  const team = await insertTeam(database);
  const person = await insertMember(database, team, "developer");
  const { secret } = await insertKey(database, team, { ownerUserId: person.id });
  const owner = await createSessionCookie(database, { secrets: fleetSecrets }, team.owner.id);
  const { cookie } = await createSessionCookie(database, { secrets: fleetSecrets }, person.id);
  const address = `10.${round >> 16}.${(round >> 8) & 255}.${round & 255}`;
  return { address, teamId: team.id, memberId: person.memberId, ownersCookie: owner.cookie, cookie, secret };
}

/** Sends a request that only a developer can send. Its body is not valid, so that nothing is created. */
async function askAsPerson(origin: string, { address, cookie, teamId }: Subject): Promise<number> {
  const response = await fetch(`${origin}/v1/api/workers`, {
    method: "POST",
    headers: {
      cookie,
      origin,
      "x-team-id": teamId,
      "x-forwarded-for": address,
      "content-type": "application/json",
    },
    body: "{}",
  });
  await response.arrayBuffer();
  return response.status;
}

async function askAboutKey(origin: string, { address, secret, teamId }: Subject): Promise<number> {
  const response = await fetch(`${origin}/v1/api/auth?team=${teamId}&permission=workers:write`, {
    headers: { authorization: `Bearer ${secret}`, "x-forwarded-for": address },
  });
  await response.arrayBuffer();
  return response.status;
}

async function change(subject: Subject, { method, body }: (typeof changes)[number]): Promise<void> {
  const { teamId, memberId, ownersCookie } = subject;
  const response = await fetch(`${first}/v1/api/teams/${teamId}/members/${memberId}`, {
    method,
    headers: { cookie: ownersCookie, origin: first, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (response.status !== 200)
    throw new Error(`the change answered ${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
}

const late = { first: { person: 0, key: 0 }, second: { person: 0, key: 0 } };
const wrongBefore: string[] = [];
for (let round = 0; round < rounds; round++) {
  const kind = changes[round % changes.length] ?? changes[0];
  const subject = await createSubject(round);
  // Both instances have the key in memory by now.
  for (const origin of origins) {
    const before = [await askAsPerson(origin, subject), await askAboutKey(origin, subject)].join();
    if (before !== "400,200") wrongBefore.push(before);
  }
  await change(subject, kind);
  const [personFirst, keyFirst, personSecond, keySecond] = await Promise.all([
    askAsPerson(first, subject),
    askAboutKey(first, subject),
    askAsPerson(second, subject),
    askAboutKey(second, subject),
  ]);
  if (personFirst !== kind.person) late.first.person += 1;
  if (keyFirst !== kind.key) late.first.key += 1;
  if (personSecond !== kind.person) late.second.person += 1;
  if (keySecond !== kind.key) late.second.key += 1;
}
await fleet.stop();
console.log(
  `${rounds} changes (demoted, suspended, removed in turn); wrong responses before the change: ${wrongBefore.length}`,
);
console.log(
  `late responses on the instance that received the change: ${late.first.person} for people, ${late.first.key} for keys`,
);
console.log(
  `late responses on the other instance: ${late.second.person} for people, ${late.second.key} for keys`,
);
const total = Object.values(late).reduce((sum, { person, key }) => sum + person + key, wrongBefore.length);
process.exitCode = total === 0 ? 0 : 1;
