import { decodeJwt } from "jose";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { insertKey, insertTeam } from "#e2e/support/database/fixtures.ts";
import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertGatewayServer } from "#e2e/support/fhir/gateway-world.ts";
import { basic } from "#e2e/support/oauth/authorization-server.ts";
import {
  agree,
  agreeWith,
  appAddress,
  createCodeForm,
  createRequest,
  insertLaunch,
  insertPersonApp,
  type LaunchWorld,
  startLaunchWorld,
} from "#e2e/support/oauth/launch-world.ts";
import { openAuthorization } from "#e2e/support/oauth/open-authorization.ts";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import { createMemoryLimiter } from "#lib/domain/limits/limiter.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { setRuntime } from "#lib/platform/runtime/runtime.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";

let database: Database;
let world: LaunchWorld;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startLaunchWorld(database);
});

beforeEach(() => {
  // New windows, so that the refused requests of this file don't add up.
  setRuntime({ ...world.server.runtime, limiter: createMemoryLimiter({ maxCounters: 1000 }) });
});

afterAll(async () => {
  await world.stop();
  await database.close();
});

async function readBody(response: Response): Promise<Record<string, string>> {
  return { ...Object(await response.json()) };
}

function authorize(search: string): Promise<Response> {
  return world.server.get(`/oauth/authorize?${search}`, { redirect: "manual" });
}

/** Where the endpoint sends a browser. */
async function follow(search: string): Promise<string> {
  const answer = await authorize(search);
  expect(answer.status).toBe(303);
  return answer.headers.get("location") ?? "";
}

/** What the page of the console decides, to which the endpoint sends every browser. */
async function open(search: string, { id }: { id: string } = world.person) {
  expect(await follow(search)).toBe(`/authorize?${search}`);
  return openAuthorization({ database, runtime: world.server.runtime }, id, search);
}

/** Where the page sends a member of the app's team. */
async function leave(search: string): Promise<URL> {
  const { view } = await open(search);
  if (view.outcome !== "redirect") throw new Error(`the page stayed: ${view.outcome}`);
  return new URL(view.url);
}

describe("the browser goes to no address but those of the app", () => {
  test.each([
    ["another host", "https://evil.example.com/callback"],
    ["another path", `${appAddress}/x`],
    ["another case", "https://APP.example.com/callback"],
    ["another case of the path", "https://app.example.com/Callback"],
    ["a slash at the end", `${appAddress}/`],
    ["a query", `${appAddress}?next=https://evil.example.com`],
    ["a fragment", `${appAddress}#x`],
    ["a user", "https://app.example.com@evil.example.com/callback"],
    ["a default port", "https://app.example.com:443/callback"],
    ["an encoded path", "https://app.example.com/%63allback"],
    ["a dot", "https://app.example.com/./callback"],
    ["a script", "javascript:alert(1)"],
    ["a relative one", "//app.example.com/callback"],
    ["http", "http://app.example.com/callback"],
    ["a space", `${appAddress} `],
  ])("%s", async (_name, redirectUri) => {
    const app = await insertPersonApp(world);
    const wrong: Record<string, string>[] = [
      {},
      { response_type: "token" },
      { aud: "https://elsewhere.example.com" },
    ];
    for (const changes of wrong) {
      const request = createRequest(world, app.id, { ...changes, redirect_uri: redirectUri });
      const location = await follow(request.search);
      expect(location).toBe(new URL(`http://x/authorize?${request.search}`).href.slice("http://x".length));
      const refused = await agree(world, world.person, request);
      expect(refused.status).toBe(404);
    }
  });

  test("for an app that is unknown, deleted, disabled or a service", async () => {
    const past = new Date("2026-01-01");
    const apps = [
      { id: "app_01m84g7mvye1bswmy4cy9stv9q" },
      await insertPersonApp(world, { deletedAt: past }),
      await insertPersonApp(world, { disabledAt: past }),
      await insertPersonApp(world, { kind: "service" }),
    ];
    for (const { id } of apps) {
      const request = createRequest(world, id, { response_type: "token" });
      expect(await follow(request.search)).toBe(`/authorize?${request.search}`);
      expect((await agree(world, world.person, createRequest(world, id))).status).toBe(404);
    }
  });

  test("a long request shows the page without it", async () => {
    const app = await insertPersonApp(world);
    const { search } = createRequest(world, app.id, { extra: "x".repeat(8000) });
    expect(await follow(search)).toBe("/authorize");
  });
});

describe("only people to whom the app's team is open", () => {
  test("leave the console with an error: visitors sign in first, and strangers stay", async () => {
    const app = await insertPersonApp(world);
    const stranger = await insertTeam(database);
    const mistakes: Record<string, string>[] = [
      { response_type: "token" },
      { prompt: "none" },
      { aud: "https://elsewhere.example.com" },
    ];
    for (const wrong of mistakes) {
      const { search } = createRequest(world, app.id, wrong);
      expect((await open(search)).view.outcome).toBe("redirect");
      expect((await open(search, stranger.owner)).view).toEqual({ outcome: "not_member" });
    }
  });

  test("see whom a launch is about: not without the second factor that the team requires", async () => {
    const app = await insertPersonApp(world);
    const { id } = await world.insertPerson("developer");
    const launch = await insertLaunch(world, { appId: app.id, userId: id });
    const { search } = createRequest(world, app.id, { launch });
    expect((await open(search, { id })).given).toMatchObject({ id: "p1", name: "Peter Chalmers" });
    const require = (twoFactorRequiredFrom: Date | null) =>
      database.prisma.team.update({ where: { id: world.team.id }, data: { twoFactorRequiredFrom } });
    await require(new Date(0));
    try {
      expect(await open(search, { id })).toEqual({ view: { outcome: "needs_second_factor" }, given: null });
    } finally {
      await require(null);
    }
  });
});

describe("the app gets the error", () => {
  test.each<[string, Record<string, string | null>, string]>([
    ["without PKCE", { code_challenge: null }, "invalid_request"],
    ["with a plain challenge", { code_challenge_method: "plain" }, "invalid_request"],
    ["for another server", { aud: "https://elsewhere.example.com/fhir" }, "invalid_request"],
    ["without a server", { aud: null }, "invalid_request"],
    ["for a token at once", { response_type: "token" }, "unsupported_response_type"],
    ["without asking the person", { prompt: "none" }, "interaction_required"],
    ["for a request object", { request: "x" }, "request_not_supported"],
  ])("%s", async (_name, changes, error) => {
    for (const kind of ["public", "confidential"] as const) {
      const app = await insertPersonApp(world, { kind });
      const request = createRequest(world, app.id, changes);
      const url = await leave(request.search);
      expect(url.origin + url.pathname).toBe(appAddress);
      expect(Object.fromEntries(url.searchParams)).toEqual({
        error,
        error_description: expect.any(String),
        state: request.state,
        iss: world.server.issuer,
      });
    }
  });

  test("for a server of another team, of another environment, or whose gateway is off", async () => {
    const app = await insertPersonApp(world);
    const other = await insertTeam(database);
    const { baseUrl } = world.engine;
    const servers = [
      await insertGatewayServer(database, other, { baseUrl }),
      await insertGatewayServer(database, world.team, {
        baseUrl,
        environmentId: world.team.environments.production ?? "",
      }),
      await insertGatewayServer(database, world.team, { baseUrl, gatewayBaseUrl: null }),
      await insertGatewayServer(database, world.team, { baseUrl, deletedAt: new Date() }),
    ];
    for (const { id } of servers) {
      const aud = getFhirBaseUrl(world.server.runtime.config, id);
      const url = await leave(createRequest(world, app.id, { aud }).search);
      expect(url.searchParams.get("error")).toBe("invalid_request");
    }
  });

  test("one slash at the end of aud doesn't matter, two do", async () => {
    const app = await insertPersonApp(world);
    const one = createRequest(world, app.id, { aud: `${world.fhir.aud}/` });
    expect(await follow(one.search)).toBe(`/authorize?${one.search}`);
    const two = createRequest(world, app.id, { aud: `${world.fhir.aud}//` });
    expect((await leave(two.search)).searchParams.get("error")).toBe("invalid_request");
  });
});

test("a request can be posted, and other methods are refused", async () => {
  const app = await insertPersonApp(world);
  const { search } = createRequest(world, app.id);
  const headers = { "content-type": "application/x-www-form-urlencoded", origin: "https://app.example.com" };
  const answer = await world.server.get("/oauth/authorize", {
    method: "POST",
    headers,
    body: search,
    redirect: "manual",
  });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `/oauth/authorize?${search}`]);
  expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  expect((await world.server.get("/oauth/authorize", { method: "DELETE" })).status).toBe(405);
});

describe("consent", () => {
  test("is given by people only", async () => {
    const app = await insertPersonApp(world);
    const { search } = createRequest(world, app.id);
    const { secret } = await insertKey(database, world.team);
    const body = JSON.stringify({ request: search, scopes: ["openid"], patient: null });
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
    for (const [path, sent] of [
      ["/v1/api/me/authorizations", body],
      ["/v1/api/me/authorizations/patients", JSON.stringify({ request: search, text: "a" })],
    ] as const) {
      expect((await world.server.get(path, { method: "POST", headers, body: sent })).status).toBe(403);
    }
    const stolen = {
      ...headers,
      authorization: "",
      cookie: world.person.cookie,
      origin: "https://evil.example.com",
    };
    const foreign = await world.server.get("/v1/api/me/authorizations", {
      method: "POST",
      headers: stolen,
      body,
    });
    expect(foreign.status).toBe(403);
  });

  test("covers only what is offered", async () => {
    const app = await insertPersonApp(world);
    const request = createRequest(world, app.id);
    for (const scopes of [
      ["openid", "patient/Patient.cruds"],
      ["openid", "patient/*.rs"],
      ["openid", "user/Patient.rs"],
      ["openid", "openid"],
      ["launch/patient", "offline_access"],
      [],
    ]) {
      expect((await agree(world, world.person, request, { scopes })).status).toBe(400);
    }
    expect(await database.prisma.appGrant.count({ where: { appId: app.id } })).toBe(0);
  });

  test("of a viewer gives no data", async () => {
    const app = await insertPersonApp(world);
    const viewer = await world.insertPerson("viewer");
    const request = createRequest(world, app.id, { scope: "patient/Observation.rs" });
    expect((await agree(world, viewer, request)).status).toBe(409);
    const withIdentity = createRequest(world, app.id, { scope: "patient/Observation.rs openid" });
    expect((await agree(world, viewer, withIdentity, { patient: null })).status).toBe(400);
    const scopes = ["openid"];
    expect((await agree(world, viewer, withIdentity, { scopes, patient: "p1" })).status).toBe(400);
    expect((await agree(world, viewer, withIdentity, { scopes, patient: null })).status).toBe(201);
  });

  test("of a person who is a patient is for their own record", async () => {
    const app = await insertPersonApp(world);
    const viewer = await world.insertPerson("viewer");
    await database.prisma.fhirPersonLink.create({
      data: {
        serverId: world.fhir.id,
        baseUrl: world.fhir.baseUrl,
        userId: viewer.id,
        reference: "Patient/p2",
        createdById: world.team.owner.id,
        createdAt: new Date(),
      },
    });
    const request = createRequest(world, app.id);
    expect((await agree(world, viewer, request, { patient: "p1" })).status).toBe(400);
    const returned = await agreeWith(world, request, { person: viewer, patient: null });
    const tokens = await readBody(
      await world.server.post("/token", createCodeForm(returned, request, app.id)),
    );
    expect(tokens.patient).toBe("p2");
    const [, claims = ""] = (tokens.id_token ?? "").split(".");
    const payload: unknown = JSON.parse(Buffer.from(claims, "base64url").toString());
    expect(payload).toMatchObject({ fhirUser: `${world.fhir.aud}/Patient/p2`, sub: viewer.id });
  });

  test("names nobody to the app who the person was before they rejoined the team", async () => {
    const app = await insertPersonApp(world);
    const person = await world.insertPerson("developer");
    const link = { serverId: world.fhir.id, baseUrl: world.fhir.baseUrl, userId: person.id };
    await database.prisma.fhirPersonLink.create({
      data: {
        ...link,
        reference: "Practitioner/former",
        createdById: world.team.owner.id,
        createdAt: new Date("2026-01-01"),
      },
    });
    const request = createRequest(world, app.id, { scope: "openid fhirUser" });
    const exchange = async () => {
      const returned = await agreeWith(world, request, { person, patient: null });
      const tokens = await readBody(
        await world.server.post("/token", createCodeForm(returned, request, app.id)),
      );
      return decodeJwt(tokens.id_token ?? "").fhirUser;
    };
    const join = (joinedAt: Date) =>
      database.prisma.member.update({ where: { id: person.memberId }, data: { joinedAt } });
    await join(new Date("2025-12-31"));
    expect(await exchange()).toBe(`${world.fhir.aud}/Practitioner/former`);
    await join(new Date("2026-01-02"));
    expect(await exchange()).toBeUndefined();
  });

  test("needs a patient who exists", async () => {
    const app = await insertPersonApp(world);
    const request = createRequest(world, app.id);
    for (const patient of [null, "unknown"]) {
      expect((await agree(world, world.person, request, { patient })).status).toBe(400);
    }
  });

  test("is for the team of the app", async () => {
    const app = await insertPersonApp(world);
    const request = createRequest(world, app.id);
    const other = await insertTeam(database);
    const stranger = await insertLiveSession(database, world.server.runtime, other.owner.id);
    expect((await agree(world, stranger, request)).status).toBe(404);
    expect((await agree({ ...world, team: other }, stranger, request)).status).toBe(404);
    const left = await world.insertPerson("developer");
    await database.prisma.member.update({ where: { id: left.memberId }, data: { status: "suspended" } });
    expect((await agree(world, left, request)).status).toBe(404);
  });
});

describe("a launch", () => {
  const scope = "launch patient/Observation.rs";

  test("counts only for its person, app and server, once and for five minutes", async () => {
    const app = await insertPersonApp(world);
    const other = await world.insertPerson("admin");
    const mine = { appId: app.id, userId: world.person.id };
    const elsewhere = await insertGatewayServer(database, world.team, { baseUrl: world.engine.baseUrl });
    const launches = [
      await insertLaunch(world, { ...mine, userId: other.id }),
      await insertLaunch(world, { ...mine, appId: (await insertPersonApp(world)).id }),
      await insertLaunch(world, { ...mine, serverId: elsewhere.id }),
      await insertLaunch(world, { ...mine, baseUrl: "https://before.example.com" }),
      await insertLaunch(world, { ...mine, usedAt: new Date() }),
      await insertLaunch(world, { ...mine, expiresAt: new Date(Date.now() - 1) }),
      "bel_unknown",
    ];
    for (const launch of launches) {
      const request = createRequest(world, app.id, { launch, scope });
      expect((await agree(world, world.person, request, { patient: null })).status).toBe(409);
    }
  });

  test("of 10 consents at once, one counts", async () => {
    const app = await insertPersonApp(world);
    const launch = await insertLaunch(world, { appId: app.id, userId: world.person.id });
    const request = createRequest(world, app.id, { launch, scope });
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => agree(world, world.person, request, { patient: null })),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await database.prisma.appGrant.count({ where: { appId: app.id } })).toBe(1);
  });

  test("names the patient: another one can't be chosen", async () => {
    const app = await insertPersonApp(world);
    const launch = await insertLaunch(world, { appId: app.id, userId: world.person.id });
    const request = createRequest(world, app.id, { launch, scope });
    expect((await agree(world, world.person, request, { patient: "p2" })).status).toBe(400);
  });
});

describe("a code", () => {
  const refused = { status: 400, error: "invalid_grant" };

  async function exchange(form: Record<string, string>, headers: Record<string, string> = {}) {
    const answer = await world.server.post("/token", form, headers);
    return { status: answer.status, error: (await readBody(answer)).error };
  }

  test("is nothing for another app, with another address or verifier, and isn't used up by that", async () => {
    const app = await insertPersonApp(world);
    const other = await insertPersonApp(world);
    const confidential = await insertPersonApp(world, { kind: "confidential" });
    const request = createRequest(world, app.id);
    const form = createCodeForm(await agreeWith(world, request), request, app.id);
    expect(await exchange({ ...form, client_id: other.id })).toEqual(refused);
    expect(await exchange({ ...form, client_id: confidential.id }, basic(confidential))).toEqual(refused);
    expect(await exchange({ ...form, redirect_uri: `${appAddress}/` })).toEqual(refused);
    expect(await exchange({ ...form, redirect_uri: appAddress.toUpperCase() })).toEqual(refused);
    expect(await exchange({ ...form, code_verifier: createRequest(world, app.id).verifier })).toEqual(
      refused,
    );
    const challenge = new URLSearchParams(request.search).get("code_challenge") ?? "";
    expect(await exchange({ ...form, code_verifier: challenge })).toEqual(refused);
    const { code_verifier: _, ...without } = form;
    expect(await exchange(without)).toEqual({ status: 400, error: "invalid_request" });
    expect(await exchange(form)).toEqual({ status: 200, error: undefined });
    // Used by now: what others present still ends nothing.
    expect(await exchange({ ...form, client_id: other.id })).toEqual(refused);
    const [grant] = await database.prisma.appGrant.findMany({ where: { appId: app.id } });
    expect(grant?.endedAt).toBeNull();
  });

  test("of a confidential app needs its secret", async () => {
    const app = await insertPersonApp(world, { kind: "confidential" });
    const request = createRequest(world, app.id);
    const form = createCodeForm(await agreeWith(world, request), request, app.id);
    expect(await exchange(form)).toEqual({ status: 401, error: "invalid_client" });
    expect(await exchange(form, basic({ ...app, secret: "wrong" }))).toEqual({
      status: 401,
      error: "invalid_client",
    });
    expect(await exchange({ ...form, client_secret: app.secret })).toEqual({ status: 200, error: undefined });
  });

  test("expires, and ends with the person's membership, the app and the server", async () => {
    const endings: ((ids: {
      appId: string;
      person: { id: string; memberId: string };
    }) => Promise<unknown>)[] = [
      ({ appId }) =>
        database.prisma.authorizationCode.updateMany({
          where: { grant: { appId } },
          data: { expiresAt: new Date(Date.now() - 1) },
        }),
      ({ appId }) => database.prisma.appGrant.updateMany({ where: { appId }, data: { endedAt: new Date() } }),
      ({ person }) =>
        database.prisma.member.update({ where: { id: person.memberId }, data: { status: "suspended" } }),
      ({ person }) =>
        database.prisma.user.update({ where: { id: person.id }, data: { status: "suspended" } }),
      // A release that doesn't know grants removed the person and added them again.
      ({ person }) =>
        database.prisma.member.update({ where: { id: person.memberId }, data: { joinedAt: new Date() } }),
      ({ appId }) =>
        database.prisma.appGrant.updateMany({
          where: { appId },
          data: { baseUrl: "https://other.example.com" },
        }),
    ];
    for (const end of endings) {
      const person = await world.insertPerson("developer");
      const app = await insertPersonApp(world);
      const request = createRequest(world, app.id);
      const form = createCodeForm(await agreeWith(world, request, { person }), request, app.id);
      await end({ appId: app.id, person });
      expect(await exchange(form)).toEqual(refused);
      expect(await database.prisma.appToken.count({ where: { appId: app.id } })).toBe(0);
    }
  });

  test("is nothing for a service", async () => {
    const service = await insertPersonApp(world, { kind: "service", scopes: ["system/*.rs"] });
    const form = {
      grant_type: "authorization_code",
      code: "bec_1",
      redirect_uri: appAddress,
      code_verifier: "x",
    };
    expect(await exchange(form, basic(service))).toEqual({ status: 400, error: "unauthorized_client" });
  });
});

describe("a refresh token", () => {
  async function getTokens(kind: "public" | "confidential" = "public") {
    const app = await insertPersonApp(world, { kind });
    const headers = kind === "public" ? {} : basic(app);
    const request = createRequest(world, app.id);
    const form = createCodeForm(await agreeWith(world, request), request, app.id);
    const answer = await readBody(await world.server.post("/token", form, headers));
    return { app, headers, accessToken: answer.access_token ?? "", refreshToken: answer.refresh_token ?? "" };
  }

  const form = (refreshToken: string, more: Record<string, string> = {}) => ({
    grant_type: "refresh_token",
    refresh_token: refreshToken,
    ...more,
  });

  test("gets no more than was granted, and isn't used up by that", async () => {
    const { app, refreshToken } = await getTokens();
    const wider = await world.server.post("/token", form(refreshToken, { scope: "patient/Patient.rs" }));
    expect([wider.status, (await readBody(wider)).error]).toEqual([400, "invalid_scope"]);
    await database.prisma.app.update({ where: { id: app.id }, data: { scopes: ["patient/Observation.r"] } });
    const lost = await world.server.post("/token", form(refreshToken, { scope: "patient/Observation.rs" }));
    expect((await readBody(lost)).error).toBe("invalid_scope");
    const same = await readBody(await world.server.post("/token", form(refreshToken)));
    expect(same.scope).toBe("launch/patient offline_access openid fhirUser");
  });

  test("is nothing for another app, and needs the secret of a confidential one", async () => {
    const { app, refreshToken, headers } = await getTokens("confidential");
    const other = await insertPersonApp(world);
    const attempts: [Record<string, string>, Record<string, string>, string][] = [
      [{ client_id: other.id }, {}, "invalid_grant"],
      [{}, {}, "invalid_client"],
      [{ client_id: app.id }, {}, "invalid_client"],
    ];
    for (const [more, sent, error] of attempts) {
      expect((await readBody(await world.server.post("/token", form(refreshToken, more), sent))).error).toBe(
        error,
      );
    }
    expect((await world.server.post("/token", form(refreshToken), headers)).status).toBe(200);
  });

  test("of 10 uses at once, one gets a token, and the grant ends", async () => {
    const { app, refreshToken } = await getTokens();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.server.post("/token", form(refreshToken))),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const live = { appId: app.id, revokedAt: null };
    expect(await database.prisma.appToken.count({ where: live })).toBe(0);
  });

  test("that is revoked ends its grant, for its app only", async () => {
    const { app, refreshToken, accessToken } = await getTokens();
    const other = await insertPersonApp(world);
    const revoke = (token: string, id: string) => world.server.post("/revoke", { token, client_id: id });
    const readToken = () =>
      database.prisma.appToken.findUniqueOrThrow({
        where: { hash: new Uint8Array(hashSecret(accessToken)) },
      });
    expect((await revoke(refreshToken, other.id)).status).toBe(200);
    expect((await readToken()).revokedAt).toBeNull();
    expect((await revoke(refreshToken, app.id)).status).toBe(200);
    expect((await readToken()).revokedAt).toEqual(expect.any(Date));
    const [grant] = await database.prisma.appGrant.findMany({ where: { appId: app.id } });
    expect(grant?.endedReason).toBe("app");
  });

  test("stays when an access token is revoked", async () => {
    const { app, refreshToken, accessToken } = await getTokens();
    expect((await world.server.post("/revoke", { token: accessToken, client_id: app.id })).status).toBe(200);
    expect((await world.server.post("/token", form(refreshToken))).status).toBe(200);
  });
});

describe("odd input is refused, and never breaks anything", () => {
  const odd: [string, string][] = [
    ["U+0000", "a%00b"],
    ["a control character", "a%07%0D%0Ab"],
    ["broken UTF-8", "%FF%C0%AF"],
    ["half of a character", "%ED%A0%80"],
    ["very long", "x".repeat(3_000)],
    ["an object's name", "__proto__"],
  ];
  const requestFields = [
    ...["response_type", "client_id", "redirect_uri", "scope", "state", "aud", "launch", "code_challenge"],
    ...["code_challenge_method", "nonce", "prompt", "max_age", "response_mode", "request", "request_uri"],
  ];
  const formFields = [
    ...["grant_type", "code", "redirect_uri", "code_verifier", "client_id", "client_secret", "refresh_token"],
    ...["scope", "client_assertion", "client_assertion_type", "token", "token_type_hint"],
  ];

  /** A form or query string in which one parameter is replaced by encoded text. */
  const put = (text: string, name: string, encoded: string) => {
    const params = new URLSearchParams(text);
    params.delete(name);
    return `${params}&${name}=${encoded}`;
  };

  test.each(odd)("%s in an authorization request", async (_name, encoded) => {
    const app = await insertPersonApp(world);
    for (const field of requestFields) {
      const search = put(createRequest(world, app.id).search, field, encoded);
      const next = new URL(await follow(search), world.server.origin);
      expect([world.server.origin, new URL(appAddress).origin]).toContain(next.origin);
      const agreed = await agree(world, world.person, { search });
      // Unless it means nothing, such as an odd state, nothing is granted.
      expect([201, 400, 404, 409]).toContain(agreed.status);
    }
  });

  test.each(odd)("%s in a form", async (_name, encoded) => {
    const app = await insertPersonApp(world);
    const request = createRequest(world, app.id);
    const code = createCodeForm(new URL(`${appAddress}?code=bec_1`), request, app.id);
    const forms: [string, Record<string, string>][] = [
      ["/token", code],
      ["/token", { grant_type: "refresh_token", refresh_token: "ber_1", client_id: app.id }],
      ["/revoke", { token: "ber_1", client_id: app.id }],
    ];
    for (const [path, form] of forms) {
      for (const field of formFields) {
        const text = put(new URLSearchParams(form).toString(), field, encoded);
        const answer = await world.server.post(path, text);
        // A token that doesn't exist is revoked (RFC 7009).
        expect([path, field, answer.status]).toEqual([
          path,
          field,
          path === "/revoke" && answer.status === 200 ? 200 : expect.toSatisfy((s) => s === 400 || s === 401),
        ]);
      }
    }
  });

  test("a form that is not UTF-8, is too large or has a parameter twice", async () => {
    const app = await insertPersonApp(world);
    const form = `grant_type=authorization_code&code=x&redirect_uri=x&code_verifier=x&client_id=${app.id}`;
    const send = async (body: BodyInit) =>
      (
        await world.server.get("/oauth/token", {
          method: "POST",
          headers: { "content-type": "application/x-www-form-urlencoded" },
          body,
        })
      ).status;
    expect(await send(new Uint8Array([...Buffer.from(`${form}&nonce=`), 0xff, 0xc0]))).toBe(400);
    expect(await send(`${form}&x=${"y".repeat(20_000)}`)).toBe(413);
    expect(await send(`${form}&client_id=${app.id}`)).toBe(400);
    expect(await send(`${form}&unknown=1&unknown=1`)).toBe(400);
  });

  test("a parameter that is sent twice in an authorization request", async () => {
    const app = await insertPersonApp(world);
    for (const field of requestFields) {
      const { search } = createRequest(world, app.id);
      const value = new URLSearchParams(search).get(field) ?? "x";
      const twice = `${put(search, field, encodeURIComponent(value))}&${field}=${encodeURIComponent(value)}`;
      const { view } = await open(twice);
      // Without one client and one address, nothing is sent to the app.
      const stays = ["client_id", "redirect_uri"].includes(field);
      expect([field, view.outcome]).toEqual([field, stays ? "invalid" : "redirect"]);
      expect([404, 409]).toContain((await agree(world, world.person, { search: twice })).status);
    }
  });
});

describe("what browsers get", () => {
  test("isn't stored, says nothing to the next page, and allows no cookies from elsewhere", async () => {
    const app = await insertPersonApp(world);
    const { search } = createRequest(world, app.id, { response_type: "token" });
    const origin = "https://evil.example.com";
    const answers = [
      await world.server.get(`/oauth/authorize?${search}`, { redirect: "manual", headers: { origin } }),
      await world.server.post("/token", { grant_type: "refresh_token", refresh_token: "ber_1" }, { origin }),
      await world.server.post("/revoke", { token: "ber_1", client_id: app.id }, { origin }),
    ];
    for (const { headers } of answers) {
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("access-control-allow-credentials")).toBeNull();
      expect(headers.get("x-frame-options") ?? headers.get("content-security-policy")).toMatch(
        /DENY|frame-ancestors 'none'/,
      );
    }
    expect(answers.map(({ headers }) => headers.get("access-control-allow-origin"))).toEqual([
      null,
      "*",
      "*",
    ]);
    // Only the console's origin, never the query string.
    for (const { headers } of answers) {
      expect(["no-referrer", "strict-origin"]).toContain(headers.get("referrer-policy"));
    }
  });
});

describe("the proof of an app", () => {
  test("can't be left out, mixed, or taken from another app", async () => {
    const app = await insertPersonApp(world, { kind: "confidential" });
    const other = await insertPersonApp(world, { kind: "confidential" });
    const request = createRequest(world, app.id);
    const form = createCodeForm(await agreeWith(world, request), request);
    const send = async (more: Record<string, string>, headers: Record<string, string> = {}) =>
      (await world.server.post("/token", { ...form, ...more }, headers)).status;
    expect(await send({})).toBe(400);
    expect(await send({ client_id: app.id })).toBe(401);
    expect(await send({ client_id: app.id, client_secret: "" })).toBe(401);
    expect(await send({ client_id: app.id, client_secret: other.secret })).toBe(401);
    expect(await send({}, basic({ id: app.id, secret: other.secret }))).toBe(401);
    expect(await send({ client_id: other.id, client_secret: app.secret })).toBe(401);
    expect(await send({ client_id: other.id, client_secret: other.secret })).toBe(400);
    expect(await send({ client_id: other.id }, basic(app))).toBe(400);
    expect(await send({ client_secret: app.secret, client_id: app.id }, basic(app))).toBe(400);
    expect(await send({ client_assertion: "x.y.z", client_id: app.id })).toBeGreaterThanOrEqual(400);
    expect(await send({}, basic(app))).toBe(200);
  });
});

test("a code that is used on two instances at once gives one token, whose grant ends, and people are told", async () => {
  const app = await insertPersonApp(world);
  const request = createRequest(world, app.id);
  const form = createCodeForm(await agreeWith(world, request), request, app.id);
  const answers = await Promise.all(Array.from({ length: 6 }, () => world.server.post("/token", form)));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const grant = await database.prisma.appGrant.findFirstOrThrow({ where: { appId: app.id } });
  expect(grant.endedReason).toBe("replay");
  const notices = await database.prisma.notice.findMany({
    where: { data: { path: ["appId"], equals: app.id } },
    select: { userId: true, data: true },
  });
  const told = notices.map(({ userId, data }) => [userId, Reflect.get(Object(data), "change")]);
  expect(told).toEqual(
    expect.arrayContaining([
      [world.person.id, "authorized"],
      [world.person.id, "replayed"],
      [world.team.owner.id, "replayed"],
    ]),
  );
  const events = await database.prisma.auditEvent.findMany({
    where: { targetId: grant.id, action: "app_grant.end" },
  });
  expect(events).toHaveLength(1);
  expect(events[0]?.changes).toMatchObject({ app: app.id, reason: "replay" });
});
