// Proof: a cookie that was captured before stops working with the response of what ends its session, on the instance
// that answered and on another one: signing out, ending one session, ending all others, a new password (also the cookie
// of the session that changed it), a password reset, suspending the account, and a directory that deactivates the person.
// The person's keys are rejected after what takes the account out of use, on both instances, and continue to work after
// everything else.
// `npm run prove -- ended-sessions [rounds]`
import assert from "node:assert/strict";
import { insertScimToken } from "#e2e/support/access/scim-caller.ts";
import { cheapPassword, cheapPasswordHash } from "#e2e/support/database/cheap-password.ts";
import { insertKey, insertMember } from "#e2e/support/database/fixtures.ts";
import { insertLiveSession, type LiveSession } from "#e2e/support/database/live-session.ts";
import { fleetSecrets, startFleet, unlimited } from "#e2e/support/verification/fleet.ts";
import { createOneTimeToken, hashOneTimeToken } from "#lib/auth/credentials/one-time-token.ts";
import { createId } from "#lib/domain/common/ids.ts";

const rounds = Number(process.argv[2] ?? 1000);
const fleet = await startFleet({ serve: ["console", "console"], environment: { TRUST_PROXY: "1" } });
const { database, instances, team } = fleet;
const [acting, other] = instances.map(({ origin }) => origin);
assert.ok(acting !== undefined && other !== undefined);

const administrator = team.owner.id;
await database.prisma.user.update({ where: { id: administrator }, data: { isInstanceOwner: true } });
const { cookie: administratorCookie } = await insertLiveSession(
  database,
  { secrets: fleetSecrets },
  administrator,
);

interface Person {
  id: string;
  email: string;
  /** The session whose cookie was captured, and another one of the same person. */
  captured: LiveSession;
  current: LiveSession;
  keySecret: string;
}

async function createPerson(): Promise<Person> {
  const member = await insertMember(database, team, "developer");
  await database.prisma.user.update({ where: { id: member.id }, data: { passwordHash: cheapPasswordHash } });
  const { secret } = await insertKey(database, team, { ownerUserId: member.id, ...unlimited });
  return {
    id: member.id,
    email: member.email,
    captured: await insertLiveSession(database, { secrets: fleetSecrets }, member.id),
    current: await insertLiveSession(database, { secrets: fleetSecrets }, member.id),
    keySecret: secret,
  };
}

let clients = 0;

function createAddress(): string {
  clients += 1;
  return [10, clients >> 16, clients >> 8, clients].map((part) => part & 255).join(".");
}

/** Each request comes from an address of its own, as behind a proxy. */
async function send(
  origin: string,
  path: string,
  { method = "GET", cookie, body }: { method?: string; cookie?: string; body?: unknown } = {},
): Promise<Response> {
  const isForm = body instanceof URLSearchParams;
  return fetch(`${origin}${path}`, {
    method,
    headers: {
      origin,
      "x-forwarded-for": createAddress(),
      ...(cookie === undefined ? {} : { cookie }),
      ...(body === undefined || isForm ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
  });
}

async function expectSuccess(sending: Promise<Response>): Promise<void> {
  const response = await sending;
  const text = await response.text();
  assert.ok(response.ok, `answered ${response.status}: ${text}`);
}

async function signOut({ captured }: Person): Promise<void> {
  const csrf = await send(acting ?? "", "/api/auth/csrf");
  const { csrfToken }: { csrfToken?: unknown } = await csrf.json();
  const cookies = csrf.headers.getSetCookie().map((line) => line.split(";")[0] ?? "");
  await expectSuccess(
    send(acting ?? "", "/api/auth/signout", {
      method: "POST",
      cookie: [captured.cookie, ...cookies].join("; "),
      body: new URLSearchParams({ csrfToken: String(csrfToken), json: "true" }),
    }),
  );
}

async function changePassword(cookie: string): Promise<void> {
  const body = { currentPassword: cheapPassword, newPassword: "a quiet walk along the harbor" };
  await expectSuccess(send(acting ?? "", "/v1/api/me/password", { method: "POST", cookie, body }));
}

async function resetPassword({ id, email }: Person): Promise<void> {
  const token = createOneTimeToken();
  await database.prisma.oneTimeToken.create({
    data: {
      id: createId("oneTimeToken"),
      purpose: "password_reset",
      tokenHash: new Uint8Array(hashOneTimeToken(token)),
      userId: id,
      email,
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  });
  const body = { password: "a quiet walk along the harbor" };
  await expectSuccess(send(acting ?? "", `/v1/api/password-resets/${token}`, { method: "POST", body }));
}

async function suspend({ id }: Person): Promise<void> {
  const body = { status: "suspended" };
  const path = `/v1/api/instance/people/${id}`;
  await expectSuccess(send(acting ?? "", path, { method: "PATCH", cookie: administratorCookie, body }));
}

const { token } = await insertScimToken(database);

async function sendAsDirectory(method: string, path: string, body: unknown): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/scim+json" };
  await expectSuccess(fetch(`${acting}/scim/v2${path}`, { method, headers, body: JSON.stringify(body) }));
}

/** The directory adopts the person before, which changes nothing that this measures. */
async function deactivate({ id, email }: Person): Promise<void> {
  await sendAsDirectory("POST", "/Users", { userName: email });
  const Operations = [{ op: "replace", path: "active", value: false }];
  await sendAsDirectory("PATCH", `/Users/${id}`, { Operations });
}

interface Act {
  run: (person: Person) => Promise<void>;
  /** Whether the person's keys still work afterward. */
  keepsKeys: boolean;
}

/** Ends sessions. The account and its keys are as before. */
const endsSessions = (run: Act["run"]): Act => ({ run, keepsKeys: true });
/** Takes the account out of use, with its keys. */
const closesAccount = (run: Act["run"]): Act => ({ run, keepsKeys: false });

const acts: Record<string, Act> = {
  "sign-out": endsSessions(signOut),
  "end one session": endsSessions(({ captured, current }) =>
    expectSuccess(
      send(acting ?? "", `/v1/api/me/sessions/${captured.id}`, { method: "DELETE", cookie: current.cookie }),
    ),
  ),
  "end all others": endsSessions(({ current }) =>
    expectSuccess(send(acting ?? "", "/v1/api/me/sessions", { method: "DELETE", cookie: current.cookie })),
  ),
  "new password, another session": endsSessions(({ current }) => changePassword(current.cookie)),
  "new password, its own session": endsSessions(({ captured }) => changePassword(captured.cookie)),
  "password reset": endsSessions(resetPassword),
  suspension: closesAccount(suspend),
  directory: closesAccount(deactivate),
};

/** What both instances answer. */
async function readStatuses({ captured, keySecret }: Person) {
  const statuses: { cookie: number[]; key: number[] } = { cookie: [], key: [] };
  for (const origin of [acting ?? "", other ?? ""]) {
    const response = await send(origin, "/v1/api/me", { cookie: captured.cookie });
    await response.arrayBuffer();
    statuses.cookie.push(response.status);
    const key = await fetch(`${origin}/v1/api/auth`, {
      headers: { authorization: `Bearer ${keySecret}`, "x-forwarded-for": createAddress() },
    });
    await key.arrayBuffer();
    statuses.key.push(key.status);
  }
  return { cookie: statuses.cookie.join(" "), key: statuses.key.join(" ") };
}

let wrong = 0;
for (const [name, { run, keepsKeys }] of Object.entries(acts)) {
  const keyAfter = keepsKeys ? "200 200" : "401 401";
  let wrongOfAct = 0;
  for (let round = 1; round <= rounds; round++) {
    const person = await createPerson();
    assert.deepEqual(await readStatuses(person), { cookie: "200 200", key: "200 200" });
    await run(person);
    const after = await readStatuses(person);
    if (after.cookie !== "401 401" || after.key !== keyAfter) {
      wrongOfAct += 1;
      console.log(`${name}: after it, the cookie was answered ${after.cookie} and the key ${after.key}`);
    }
  }
  const keys = keepsKeys ? "kept working" : "were rejected";
  console.log(
    `${name}: the captured cookie failed and the keys ${keys} ${rounds - wrongOfAct} of ${rounds} times`,
  );
  wrong += wrongOfAct;
}
await fleet.stop();
process.exitCode = wrong === 0 ? 0 : 1;
