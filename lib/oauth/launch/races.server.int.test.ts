import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createContext, userActorOf } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertGatewayServer } from "#e2e/support/fhir/gateway-world.ts";
import type { TestApp } from "#e2e/support/oauth/apps.ts";
import {
  agree,
  agreeWith,
  createCodeForm,
  createRequest,
  insertPersonApp,
  type LaunchPerson,
  type LaunchWorld,
  startLaunchWorld,
} from "#e2e/support/oauth/launch-world.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import { deleteApp } from "#lib/services/apps/delete.ts";
import { disableApp } from "#lib/services/apps/disable.ts";
import type { HeavyContext, UsageContext } from "#lib/services/context.ts";
import { deleteFhirServer } from "#lib/services/fhir-servers/delete.ts";
import { updateFhirServer } from "#lib/services/fhir-servers/update.ts";
import { updateFhirGateway } from "#lib/services/fhir-servers/update-gateway.ts";
import { endAppGrant } from "#lib/services/launch/grants/manage/end-of-app.ts";
import { endMyGrant } from "#lib/services/launch/grants/manage/end-own.ts";
import { removeMember } from "#lib/services/members/remove.ts";
import { updateMember } from "#lib/services/members/update.ts";

// Tokens that are issued while what they depend on ends. Rows lock each other only on a server.

let database: Database;
let world: LaunchWorld;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startLaunchWorld(database);
});

afterAll(async () => {
  await world.stop();
  await database.close();
});

interface Parts {
  fhir: LaunchWorld["fhir"];
  person: LaunchPerson;
  app: TestApp;
  owner: HeavyContext & UsageContext;
}

async function insertParts(): Promise<Parts> {
  const { team, server, engine } = world;
  const inserted = await insertGatewayServer(database, team, { baseUrl: engine.baseUrl });
  const unlimited = { rateLimitPerMinute: 2_000_000_000, rateLimitPer10Seconds: 2_000_000_000 };
  return {
    fhir: { ...inserted, aud: getFhirBaseUrl(server.runtime.config, inserted.id) },
    person: await world.insertPerson("developer"),
    app: await insertPersonApp(world, unlimited),
    owner: createContext(server.runtime, await userActorOf(database, team, team.owner.id)),
  };
}

async function requestTokens(form: Record<string, string>) {
  const response = await world.server.post("/token", form);
  const body: unknown = await response.json();
  expect(response.status).toBeLessThan(500);
  const read = (name: string): string | null => {
    const value: unknown = Reflect.get(Object(body), name);
    return typeof value === "string" ? value : null;
  };
  return { access: read("access_token"), refresh: read("refresh_token") };
}

/** Exchanges the code, and then one refresh token after another, until one is refused or the signal. Calls `onFirst` after the code. */
async function keepGetting(
  form: Record<string, string>,
  { until, onFirst }: { until: AbortSignal; onFirst: () => void },
) {
  const tokens: string[] = [];
  let last = await requestTokens(form);
  onFirst();
  let refresh = last.refresh;
  while (last.access !== null) {
    tokens.push(last.access);
    refresh = last.refresh;
    if (until.aborted || refresh === null) break;
    last = await requestTokens({ grant_type: "refresh_token", refresh_token: refresh });
  }
  return { tokens, refresh };
}

async function isAccepted({ fhir }: Parts, token: string): Promise<boolean> {
  const path = `/v1/api/fhir/servers/${fhir.id}/fhir/Observation?_count=1`;
  const { status } = await world.server.get(path, { headers: { authorization: `Bearer ${token}` } });
  expect(status).toBeLessThan(500);
  return status === 200;
}

const findGrant = async ({ app }: Parts) =>
  (await database.prisma.appGrant.findFirstOrThrow({ where: { appId: app.id } })).id;

async function rejoin({ person }: Parts): Promise<void> {
  // As a release does that doesn't know grants.
  await database.prisma.member.update({
    where: { id: person.memberId },
    data: { status: "active", joinedAt: new Date(), removedAt: null },
  });
}

type Step = (parts: Parts) => Promise<unknown>;

/** What ends access, and after what it could come back. */
const endings: [string, Step, Step | null][] = [
  [
    "the person ends it",
    async (parts) => {
      const actor = await userActorOf(database, world.team, parts.person.id);
      return endMyGrant(createContext(world.server.runtime, actor), { id: await findGrant(parts) });
    },
    null,
  ],
  [
    "an admin ends it",
    async (parts) => endAppGrant(parts.owner, { id: parts.app.id, grantId: await findGrant(parts) }),
    null,
  ],
  [
    "the person is removed",
    ({ owner, person }) => removeMember(owner, { memberId: person.memberId }),
    rejoin,
  ],
  [
    "the person is suspended",
    ({ owner, person }) => updateMember(owner, { memberId: person.memberId, status: "suspended" }),
    null,
  ],
  ["the app is disabled", ({ owner, app }) => disableApp(owner, { id: app.id }), null],
  ["the app is deleted", ({ owner, app }) => deleteApp(owner, { id: app.id }), null],
  ["the server is deleted", ({ owner, fhir }) => deleteFhirServer(owner, { id: fhir.id }), null],
  [
    "the server gets another base URL",
    ({ owner, fhir }) => updateFhirServer(owner, { id: fhir.id, baseUrl: "https://other.example.com/r4" }),
    async ({ owner, fhir }) => {
      await updateFhirServer(owner, { id: fhir.id, baseUrl: fhir.baseUrl });
      await updateFhirGateway(owner, { id: fhir.id, enabled: true });
    },
  ],
  [
    "the gateway is turned off",
    async ({ owner, fhir }) => {
      await updateFhirGateway(owner, { id: fhir.id, enabled: false });
      // The gateway reads its servers twice a second.
      await wait(1_000);
    },
    null,
  ],
];

/** Rounds have nothing in common but the team, so they run at the same time. */
function playRounds(play: (round: number) => Promise<number>): Promise<number[]> {
  return Promise.all(Array.from({ length: 6 }, (_, round) => play(round)));
}

test.each(endings)("nothing works once %s, however closely a token was issued", async (_name, end, undo) => {
  const issued = await playRounds(async (round) => {
    const parts = await insertParts();
    const request = createRequest(parts, parts.app.id);
    const redirect = await agreeWith({ ...world, person: parts.person }, request);
    const form = createCodeForm(redirect, request, parts.app.id);
    const ended = new AbortController();
    // In half of the rounds, the end comes first.
    const first = Promise.withResolvers<void>();
    const getting = wait(round % 2 === 0 ? 0 : 12).then(() =>
      keepGetting(form, { until: ended.signal, onFirst: first.resolve }),
    );
    // In the last round there is a token, however busy the machine is.
    await (round === 5 ? first.promise : wait(round * 30));
    await end(parts);
    ended.abort();
    const { tokens, refresh } = await getting;
    for (const token of tokens) expect(await isAccepted(parts, token)).toBe(false);
    if (refresh !== null) {
      const again = await requestTokens({ grant_type: "refresh_token", refresh_token: refresh });
      expect(again.access).toBeNull();
    }
    await undo?.(parts);
    for (const token of tokens) expect(await isAccepted(parts, token)).toBe(false);
    return tokens.length;
  });
  expect(Math.max(...issued)).toBeGreaterThan(0);
});

const withoutGrant = endings.filter(([name]) => !name.endsWith("it"));

test.each(withoutGrant)(
  "no code works once %s, however closely the person agreed",
  async (_name, end, undo) => {
    await playRounds(async (round) => {
      const parts = await insertParts();
      const request = createRequest(parts, parts.app.id);
      const agreeing = wait(round % 2 === 0 ? 0 : 10).then(() => agree(world, parts.person, request));
      await wait(round * 5);
      await end(parts);
      const answer = await agreeing;
      // 502: the gateway was turned off before the console asked the FHIR server for the patient.
      expect([201, 404, 409, 502]).toContain(answer.status);
      const body: unknown = await answer.json();
      await undo?.(parts);
      const redirectTo: unknown = Reflect.get(Object(body), "redirectTo");
      if (typeof redirectTo !== "string") return 0;
      const { access } = await requestTokens(createCodeForm(new URL(redirectTo), request, parts.app.id));
      expect(access).toBeNull();
      return 1;
    });
  },
);
