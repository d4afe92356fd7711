import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestRuntime, insertKey, insertTeam, type TestTeam } from "#e2e/support/database/fixtures.ts";
import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { insertGateway } from "#e2e/support/fhir/gateway.ts";
import { createFlow, createPkce, type Json, type LaunchWorld, readJson } from "#e2e/support/launch/flow.ts";
import { insertLaunchedApp, patientResources } from "#e2e/support/launch/launch-world.ts";
import {
  startAuthorizationServer,
  type TestAuthorizationServer,
} from "#e2e/support/oauth/authorization-server.ts";
import { openAuthorization } from "#e2e/support/oauth/open-authorization.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";

// What docs/security/smart-app-launch.md names as proof. Each step is sent as the specification describes it.

const unlimited = { rateLimitPerMinute: 2_000_000_000, rateLimitPer10Seconds: 2_000_000_000 };
const allScopes = [
  ...["openid", "fhirUser", "launch/patient", "offline_access"],
  ...["patient/Patient.r", "patient/Observation.rs", "user/Observation.rs"],
];
let database: Database;
let runtime: Runtime;
let server: TestAuthorizationServer;
let engine: FhirEngine;
let team: TestTeam;
let world: LaunchWorld;
let flow: ReturnType<typeof createFlow>;

beforeAll(async () => {
  database = await openTestDatabase();
  runtime = createTestRuntime(database);
  server = await startAuthorizationServer(runtime, { fhirAllowLoopback: true });
  engine = await startFhirEngine({ records: false });
  await engine.seed(patientResources);
  team = await insertTeam(database);
  const scopes = ["patient/Patient.r", "patient/Observation.rs", "user/Observation.rs"];
  world = {
    origins: [server.origin],
    publicOrigin: server.origin,
    teamId: team.id,
    serverId: await insertGateway(database, team, { baseUrl: engine.baseUrl }),
    cookie: (await insertLiveSession(database, runtime, team.owner.id)).cookie,
    key: (await insertKey(database, team, unlimited)).secret,
    app: await insertLaunchedApp(database, team, { scopes, ...unlimited }),
  };
  flow = createFlow(world);
});

afterAll(async () => {
  server.close();
  await engine.close();
  await runtime.close();
  await database.close();
});

function describeRequest(fields: Record<string, string> = {}) {
  const { verifier, challenge } = createPkce();
  const scope = allScopes.join(" ");
  return {
    verifier,
    query: flow.describe({ scope, state: "a b+c/d", code_challenge: challenge, ...fields }),
  };
}

/** Opens the app, and returns what it got. */
async function open(fields: Record<string, string> = {}, patient: string | null = "ada"): Promise<Json> {
  const { verifier, query } = describeRequest(fields);
  const scopes = (query.get("scope") ?? "").split(" ");
  const returned = await flow.agree(query.toString(), scopes, patient);
  return readJson(await flow.exchange(returned.searchParams.get("code") ?? "", verifier));
}

/** Where the browser is sent. */
async function getNext(query: URLSearchParams, method: "GET" | "POST" = "GET"): Promise<URL> {
  const response = await flow.authorize(query, method);
  expect(response.status).toBe(303);
  return new URL(response.headers.get("location") ?? "", server.origin);
}

describe("an authorization request", () => {
  test("is accepted by GET and POST, and leads to the page that asks the person", async () => {
    const { query } = describeRequest();
    const page = await getNext(query);
    expect([page.origin, page.pathname]).toEqual([server.origin, "/authorize"]);
    expect([...page.searchParams]).toEqual([...query]);
    const sent = await getNext(query, "POST");
    expect([sent.pathname, [...sent.searchParams]]).toEqual(["/oauth/authorize", [...query]]);
  });

  test("never sends the browser to an address that isn't registered", async () => {
    for (const redirect_uri of [
      "https://evil.example.com/callback",
      `${world.app.redirectUri}/`,
      `${world.app.redirectUri}?x=1`,
    ]) {
      const { query } = describeRequest({ redirect_uri });
      expect((await getNext(query)).origin).toBe(server.origin);
    }
  });

  test.each([
    ["for another FHIR server", { aud: "https://fhir.example.com/r4" }, "invalid_request"],
    ["without a challenge", { code_challenge: "" }, "invalid_request"],
    ["with a plain challenge", { code_challenge_method: "plain" }, "invalid_request"],
    ["with a launch, but without a scope for it", { launch: "unknown", scope: "openid" }, "invalid_request"],
    ["for another response type", { response_type: "token" }, "unsupported_response_type"],
  ])("%s is answered with an error, its state and the issuer", async (_, fields, error) => {
    const { query } = describeRequest(fields);
    expect((await getNext(query)).pathname).toBe("/authorize");
    const { view } = await openAuthorization(
      { database, runtime: server.runtime },
      team.owner.id,
      query.toString(),
    );
    const next = new URL(view.outcome === "redirect" ? view.url : server.origin);
    expect(`${next.origin}${next.pathname}`).toBe(world.app.redirectUri);
    expect(Object.fromEntries(next.searchParams)).toMatchObject({
      error,
      state: "a b+c/d",
      iss: server.issuer,
    });
  });

  test("is answered with a code and the exact state once the person agrees", async () => {
    const { query } = describeRequest();
    const returned = await flow.agree(query.toString(), allScopes, "ada");
    expect(`${returned.origin}${returned.pathname}`).toBe(world.app.redirectUri);
    expect(returned.searchParams.get("state")).toBe("a b+c/d");
    expect(returned.searchParams.get("iss")).toBe(server.issuer);
    expect(returned.searchParams.get("code")).toMatch(/^\S{20,}$/);
    expect(returned.searchParams.has("error")).toBe(false);
  });
});

describe("a code", () => {
  test("is exchanged only with the verifier of its challenge and its redirect address", async () => {
    const { verifier, query } = describeRequest();
    const returned = await flow.agree(query.toString(), allScopes, "ada");
    const code = returned.searchParams.get("code") ?? "";
    const refused = [
      await flow.exchange(code, createPkce().verifier),
      await flow.exchange(code, query.get("code_challenge") ?? ""),
      await flow.exchange(code, ""),
      await flow.exchange(code, verifier, { redirect_uri: "https://evil.example.com/callback" }),
    ];
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400]);
    expect((await flow.exchange(code, verifier)).status).toBe(200);
  });

  test("counts once: a second use ends what the first one got", async () => {
    const { verifier, query } = describeRequest();
    const code = (await flow.agree(query.toString(), allScopes, "ada")).searchParams.get("code") ?? "";
    const tokens = await readJson(await flow.exchange(code, verifier));
    expect((await flow.read(tokens.access_token, "Patient/ada")).status).toBe(200);
    expect((await flow.exchange(code, verifier)).status).toBe(400);
    expect((await flow.read(tokens.access_token, "Patient/ada")).status).toBe(401);
  });
});

describe("the response of the token endpoint", () => {
  test("has the patient in context beside the token, for whom patient/ scopes count", async () => {
    const tokens = await open();
    expect(tokens).toMatchObject({
      token_type: "Bearer",
      expires_in: 3600,
      scope: allScopes.join(" "),
      patient: "ada",
      need_patient_banner: true,
    });
    expect(tokens).not.toHaveProperty("fhirContext");
    expect((await flow.read(tokens.access_token, "Patient/ada")).status).toBe(200);
    expect((await flow.read(tokens.access_token, "Patient/grace")).status).toBe(404);
  });

  test("has the context of a launch: patient, encounter and intent", async () => {
    const context = { patient: "grace", encounter: "e1", intent: "review" };
    const { launch } = await flow.launch(context);
    const scope = "launch patient/Patient.r";
    expect(await open({ scope, launch: String(launch) }, null)).toMatchObject(context);
  });

  test("has no patient if none is needed", async () => {
    const tokens = await open({ scope: "user/Observation.rs" }, null);
    expect(tokens).not.toHaveProperty("patient");
    const found = await readJson(await flow.read(tokens.access_token, "Observation?_count=1"));
    expect(found.total).toBe(50);
  });

  test("has no refresh token without offline_access", async () => {
    expect(await open({ scope: "launch/patient patient/Patient.r" })).not.toHaveProperty("refresh_token");
  });
});

describe("a refresh token", () => {
  const refresh = (token: unknown, fields: Record<string, string> = {}) =>
    flow.requestToken({ grant_type: "refresh_token", refresh_token: String(token), ...fields });

  test("gets another access token while the person is away, with the same scopes and context", async () => {
    const first = await open();
    const second = await readJson(await refresh(first.refresh_token));
    expect(second).toMatchObject({
      token_type: "Bearer",
      expires_in: 3600,
      scope: first.scope,
      patient: "ada",
    });
    expect(second.access_token).not.toBe(first.access_token);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await flow.read(second.access_token, "Patient/ada")).status).toBe(200);
  });

  test("gets fewer scopes if the app asks for fewer, and never more", async () => {
    const first = await open({ scope: "offline_access launch/patient patient/Patient.r" });
    expect((await refresh(first.refresh_token, { scope: "user/Observation.rs" })).status).toBe(400);
    const narrow = await readJson(await refresh(first.refresh_token, { scope: "patient/Patient.r" }));
    expect(narrow.scope).toBe("patient/Patient.r");
    expect((await flow.read(narrow.access_token, "Observation")).status).toBe(403);
  });

  test("belongs to one app", async () => {
    const other = await insertLaunchedApp(database, team);
    const { refresh_token: token } = await open();
    expect((await refresh(token, { client_id: other.id })).status).toBe(400);
    expect((await refresh(token)).status).toBe(200);
  });

  test("counts once: a second use ends the access", async () => {
    const first = await open();
    const second = await readJson(await refresh(first.refresh_token));
    expect((await refresh(first.refresh_token)).status).toBe(400);
    expect((await refresh(second.refresh_token)).status).toBe(400);
    expect((await flow.read(second.access_token, "Patient/ada")).status).toBe(401);
  });
});

describe("an ID token", () => {
  const readIdToken = async (tokens: Json) => {
    const { jwks_uri: jwksUri } = await readJson(await server.get("/oauth/.well-known/openid-configuration"));
    return jwtVerify(String(tokens.id_token), createRemoteJWKSet(new URL(String(jwksUri))), {
      issuer: server.issuer,
      audience: world.app.id,
      algorithms: ["RS256"],
    });
  };

  test("is signed with RS256 by a published key, and names no FHIR resource of a person without one", async () => {
    const { payload } = await readIdToken(await open({ nonce: "n-1" }));
    expect(payload).toMatchObject({ sub: expect.any(String), nonce: "n-1" });
    expect(payload).not.toHaveProperty("fhirUser");
    expect(await open({ scope: "launch/patient patient/Patient.r" })).not.toHaveProperty("id_token");
  });

  test("names the FHIR resource of the person, and introspection does, too", async () => {
    await database.prisma.fhirPersonLink.create({
      data: {
        serverId: world.serverId,
        baseUrl: engine.baseUrl,
        userId: team.owner.id,
        reference: "Practitioner/doctor",
        createdById: team.owner.id,
        createdAt: new Date(),
      },
    });
    const tokens = await open();
    const { payload } = await readIdToken(tokens);
    expect(payload.fhirUser).toBe(`${flow.base}/Practitioner/doctor`);
    expect(await flow.introspect(tokens.access_token)).toMatchObject({
      active: true,
      iss: payload.iss,
      sub: payload.sub,
      fhirUser: payload.fhirUser,
    });
  });
});

test("introspection has the context of the launch", async () => {
  const context = { patient: "grace", encounter: "e1", intent: "review" };
  const { launch } = await flow.launch(context);
  const tokens = await open({ scope: "launch patient/Patient.r", launch: String(launch) }, null);
  expect(await flow.introspect(tokens.access_token)).toMatchObject({ active: true, ...context });
});

test("introspection has the scopes of the token's response, also those that open no data", async () => {
  const tokens = await open();
  const { scope } = await flow.introspect(tokens.access_token);
  expect(String(scope).split(" ").sort()).toEqual([...allScopes].sort());
});

test("discovery names the authorization endpoint, the issuer, its keys and the four sets of capabilities", async () => {
  const response = await fetch(`${flow.base}/.well-known/smart-configuration`);
  const found = await readJson(response);
  expect(found).toMatchObject({
    authorization_endpoint: `${server.issuer}/authorize`,
    issuer: server.issuer,
    jwks_uri: `${server.issuer}/jwks`,
    code_challenge_methods_supported: ["S256"],
    management_endpoint: expect.stringContaining("/account/apps"),
  });
  expect(found.capabilities).toEqual(
    expect.arrayContaining([
      ...["launch-ehr", "launch-standalone", "authorize-post"],
      ...["client-public", "client-confidential-symmetric", "client-confidential-asymmetric"],
      ...["sso-openid-connect", "context-ehr-patient", "context-ehr-encounter", "context-standalone-patient"],
      ...["permission-offline", "permission-patient", "permission-user", "permission-v1", "permission-v2"],
    ]),
  );
});

test("any origin can request tokens and data from a browser, without cookies", async () => {
  const origin = "https://app.example.com";
  const tokens = await open();
  const data = await flow.read(tokens.access_token, "Patient/ada", { origin });
  expect([data.status, data.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  const refused = await flow.requestToken({ grant_type: "refresh_token", refresh_token: "none" }, { origin });
  expect(refused.headers.get("access-control-allow-origin")).toBe("*");
  for (const url of [`${server.issuer}/token`, `${flow.base}/Patient/ada`]) {
    const asked = await fetch(url, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization, content-type",
      },
    });
    expect(asked.ok, url).toBe(true);
    expect(asked.headers.get("access-control-allow-origin"), url).toBe("*");
    expect(asked.headers.get("access-control-allow-headers")?.toLowerCase(), url).toContain("authorization");
    expect(asked.headers.has("access-control-allow-credentials"), url).toBe(false);
  }
});
