import { createRemoteJWKSet, decodeJwt, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createContext, userActorOf } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { basic } from "#e2e/support/oauth/authorization-server.ts";
import {
  agreeWith,
  appAddress,
  createCodeForm,
  createRequest,
  insertLaunch,
  insertPersonApp,
  type LaunchWorld,
  startLaunchWorld,
} from "#e2e/support/oauth/launch-world.ts";
import { hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import { openUpstream } from "#lib/services/fhir-servers/upstream/upstream.ts";
import { readGivenPatient } from "#lib/services/launch/authorization/read-given-patient.ts";

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

const digest = (text: string) => new Uint8Array(hashSecret(text));

test("a person gives a public app access to a patient, and the app refreshes its tokens", async () => {
  const app = await insertPersonApp(world);
  const request = createRequest(world, app.id, { nonce: "n-1" });
  const sent = await world.server.get(`/oauth/authorize?${request.search}`, { redirect: "manual" });
  expect([sent.status, sent.headers.get("location")]).toEqual([303, `/authorize?${request.search}`]);

  const returned = await agreeWith(world, request);
  expect(returned.origin + returned.pathname).toBe(appAddress);
  expect(Object.fromEntries(returned.searchParams)).toEqual({
    code: expect.stringMatching(/^bec_/),
    state: request.state,
    iss: world.server.issuer,
  });

  const answer = await world.server.post("/token", createCodeForm(returned, request, app.id));
  expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  const tokens = await answer.json();
  expect(tokens).toEqual({
    access_token: expect.stringMatching(/^bet_/),
    token_type: "Bearer",
    expires_in: 3600,
    scope: "launch/patient patient/Observation.rs offline_access openid fhirUser",
    refresh_token: expect.stringMatching(/^ber_/),
    id_token: expect.any(String),
    patient: "p1",
    need_patient_banner: true,
  });
  const keys = createRemoteJWKSet(new URL(`${world.server.issuer}/jwks`));
  const { payload, protectedHeader } = await jwtVerify(tokens.id_token, keys);
  expect(protectedHeader).toMatchObject({ alg: "RS256", typ: "JWT" });
  expect(payload).toEqual({
    iss: world.server.issuer,
    sub: world.person.id,
    aud: app.id,
    iat: expect.any(Number),
    exp: expect.any(Number),
    auth_time: expect.any(Number),
    nonce: "n-1",
  });

  // A public app sends no client_id here, as fhirclient does.
  const refreshed = await world.server.post("/token", {
    grant_type: "refresh_token",
    refresh_token: tokens.refresh_token,
    scope: "patient/Observation.r",
  });
  const again = await refreshed.json();
  expect(again).toMatchObject({ scope: "patient/Observation.r", patient: "p1", token_type: "Bearer" });
  expect(again.refresh_token).not.toBe(tokens.refresh_token);
  expect(again.id_token).toBeUndefined();

  const stored = await database.prisma.appToken.findUniqueOrThrow({
    where: { hash: digest(again.access_token) },
    include: { grant: true },
  });
  expect(stored).toMatchObject({ appId: app.id, revokedAt: null, scopes: ["patient/Observation.r"] });
  expect(stored.grant).toMatchObject({ userId: world.person.id, patientId: "p1", endedAt: null });
  expect(stored.grant?.expiresAt.getTime()).toBeGreaterThan(Date.now() + 89 * 86_400_000);
});

test("a confidential app is opened from a record, and gets its context once", async () => {
  const app = await insertPersonApp(world, { kind: "confidential" });
  const launch = await insertLaunch(world, {
    appId: app.id,
    userId: world.person.id,
    encounterId: "e1",
    intent: "order-review",
  });
  const scope = "launch launch/encounter patient/Observation.read";
  const request = createRequest(world, app.id, { launch, scope });
  const returned = await agreeWith(world, request, { patient: null });
  const answer = await world.server.post("/token", createCodeForm(returned, request), basic(app));
  expect(await answer.json()).toEqual({
    access_token: expect.any(String),
    token_type: "Bearer",
    expires_in: 3600,
    scope,
    patient: "p1",
    need_patient_banner: true,
    encounter: "e1",
    intent: "order-review",
  });
  await expect(agreeWith(world, request, { patient: null })).rejects.toThrow("refused: 409");
});

test("a person who joined through an instance whose clock is ahead can give access at once", async () => {
  const app = await insertPersonApp(world);
  const person = await world.insertPerson("developer");
  const where = { id: person.memberId };
  await database.prisma.member.update({ where, data: { joinedAt: new Date(Date.now() + 60_000) } });
  const request = createRequest(world, app.id);
  const returned = await agreeWith(world, request, { person });
  const answer = await world.server.post("/token", createCodeForm(returned, request, app.id));
  expect(answer.status).toBe(200);
});

test("an ID token names no FHIR resource from before the person rejoined the team", async () => {
  const app = await insertPersonApp(world);
  const person = await world.insertPerson("developer");
  const { id: serverId, baseUrl } = world.fhir;
  const joinedAt = new Date();
  await database.prisma.member.update({ where: { id: person.memberId }, data: { joinedAt } });
  const link = { serverId, userId: person.id, reference: "Practitioner/1", baseUrl, createdById: person.id };
  const readFhirUser = async () => {
    const request = createRequest(world, app.id);
    const returned = await agreeWith(world, request, { person });
    const answer = await world.server.post("/token", createCodeForm(returned, request, app.id));
    const { id_token: token } = await answer.json();
    return decodeJwt(token).fhirUser;
  };
  await database.prisma.fhirPersonLink.create({
    data: { ...link, createdAt: new Date(joinedAt.getTime() - 1) },
  });
  expect(await readFhirUser()).toBeUndefined();
  await database.prisma.fhirPersonLink.updateMany({
    where: { userId: person.id },
    data: { createdAt: joinedAt },
  });
  expect(await readFhirUser()).toBe(`${world.fhir.aud}/Practitioner/1`);
});

test("a person can decide while the FHIR server has too many requests to say who the patient is", async () => {
  const app = await insertPersonApp(world);
  const { id: userId } = world.person;
  const launch = await insertLaunch(world, { appId: app.id, userId });
  const { search } = createRequest(world, app.id, { launch, scope: "launch patient/Observation.rs" });
  const { runtime } = world.server;
  const ctx = createContext(runtime, await userActorOf(database, world.team, userId));
  expect(await readGivenPatient(ctx, search)).toMatchObject({ id: "p1", name: "Peter Chalmers" });
  openUpstream(runtime, { maxTotal: 0 });
  expect(await readGivenPatient(ctx, search)).toBeNull();
  openUpstream(runtime);
});

describe("a second use", () => {
  test("of a code ends the grant: of 20 at once, exactly one gets a token", async () => {
    const app = await insertPersonApp(world);
    const request = createRequest(world, app.id);
    const form = createCodeForm(await agreeWith(world, request), request, app.id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => world.server.post("/token", form)));
    const granted = answers.filter(({ status }) => status === 200);
    expect(granted).toHaveLength(1);
    const refused = answers.filter(({ status }) => status !== 200);
    expect(await refused[0]?.json()).toMatchObject({ error: "invalid_grant" });
    const grants = await database.prisma.appGrant.findMany({
      where: { appId: app.id },
      include: { tokens: true },
    });
    expect(grants).toMatchObject([{ endedReason: "replay", tokens: [{ revokedAt: expect.any(Date) }] }]);
  });

  test("of a refresh token ends the grant", async () => {
    const app = await insertPersonApp(world);
    const request = createRequest(world, app.id);
    const form = createCodeForm(await agreeWith(world, request), request, app.id);
    const first = await (await world.server.post("/token", form)).json();
    const refresh = (token: string) =>
      world.server.post("/token", { grant_type: "refresh_token", refresh_token: token, client_id: app.id });
    const second = await (await refresh(first.refresh_token)).json();
    expect((await refresh(first.refresh_token)).status).toBe(400);
    expect((await refresh(second.refresh_token)).status).toBe(400);
    const [grant] = await database.prisma.appGrant.findMany({ where: { appId: app.id } });
    expect(grant?.endedReason).toBe("replay");
  });
});
