import { createHash, randomBytes } from "node:crypto";
import {
  createTestRuntime,
  insertMember,
  insertTeam,
  type TestTeam,
} from "#e2e/support/database/fixtures.ts";
import { insertLiveSession } from "#e2e/support/database/live-session.ts";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { insertGatewayServer } from "#e2e/support/fhir/gateway-world.ts";
import { createLaunchHandle, hashSecret } from "#lib/domain/keys/secret.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { Prisma, Role } from "#lib/platform/db/generated/client.ts";
import { getFhirBaseUrl } from "#lib/platform/settings/fhir-base-url.ts";
import { insertApp, type TestApp } from "./apps.ts";
import { startAuthorizationServer, type TestAuthorizationServer } from "./authorization-server.ts";

export const appAddress = "https://app.example.com/callback";

export interface LaunchPerson {
  id: string;
  memberId: string;
  cookie: string;
}

export interface LaunchWorld {
  database: Database;
  team: TestTeam;
  server: TestAuthorizationServer;
  engine: FhirEngine;
  /** The FHIR server whose gateway is on. `aud` is its base URL for apps. */
  fhir: { id: string; baseUrl: string; aud: string };
  /** A developer, who can read and write data. */
  person: LaunchPerson;
  insertPerson(role: Role): Promise<LaunchPerson>;
  stop(): Promise<void>;
}

/** A console over HTTP with a FHIR server of two patients, a team and a person. */
export async function startLaunchWorld(database: Database): Promise<LaunchWorld> {
  const runtime = createTestRuntime(database);
  const server = await startAuthorizationServer(runtime, { fhirAllowLoopback: true });
  const engine = await startFhirEngine();
  await engine.seed([
    { resourceType: "Patient", id: "p1", name: [{ family: "Chalmers", given: ["Peter"] }], gender: "male" },
    { resourceType: "Patient", id: "p2", name: [{ family: "Levin", given: ["Henry"] }] },
  ]);
  const team = await insertTeam(database);
  const fhir = await insertGatewayServer(database, team, { baseUrl: engine.baseUrl });
  const insertPerson = async (role: Role): Promise<LaunchPerson> => {
    const { id, memberId } = await insertMember(database, team, role);
    return { id, memberId, cookie: (await insertLiveSession(database, runtime, id)).cookie };
  };
  return {
    database,
    team,
    server,
    engine,
    fhir: { ...fhir, aud: getFhirBaseUrl(server.runtime.config, fhir.id) },
    person: await insertPerson("developer"),
    insertPerson,
    stop: async () => {
      server.close();
      await engine.close();
      await runtime.close();
    },
  };
}

/** An app that people use. By default a public one that can read patients and observations. */
export function insertPersonApp(
  { database, team }: Pick<LaunchWorld, "database" | "team">,
  fields: Partial<Prisma.AppUncheckedCreateInput> = {},
): Promise<TestApp> {
  return insertApp(database, team, {
    kind: "public",
    redirectUris: [appAddress],
    scopes: ["patient/Patient.rs", "patient/Observation.rs", "user/Patient.rs"],
    ...fields,
  });
}

/** A launch of the app by this person for the patient p1. Returns its handle. */
export async function insertLaunch(
  { database, fhir }: Pick<LaunchWorld, "database" | "fhir">,
  fields: Pick<Prisma.AppLaunchUncheckedCreateInput, "appId" | "userId"> &
    Partial<Prisma.AppLaunchUncheckedCreateInput>,
): Promise<string> {
  const launch = createLaunchHandle();
  await database.prisma.appLaunch.create({
    data: {
      hash: new Uint8Array(hashSecret(launch)),
      serverId: fhir.id,
      baseUrl: fhir.baseUrl,
      patientId: "p1",
      createdAt: new Date(),
      expiresAt: new Date(Date.now() + 300_000),
      ...fields,
    },
  });
  return launch;
}

export interface TestRequest {
  /** The query string. */
  search: string;
  verifier: string;
  state: string;
}

/** The request of an app, with these parameters in place of the usual ones. Null: without it. */
export function createRequest(
  { fhir }: Pick<LaunchWorld, "fhir">,
  appId: string,
  changed: Record<string, string | null> = {},
): TestRequest {
  const verifier = randomBytes(32).toString("base64url");
  const state = randomBytes(8).toString("hex");
  const parameters = {
    response_type: "code",
    client_id: appId,
    redirect_uri: appAddress,
    scope: "launch/patient patient/Observation.rs offline_access openid fhirUser",
    state,
    aud: fhir.aud,
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
    ...changed,
  };
  const pairs = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== null);
  return { search: new URLSearchParams(pairs).toString(), verifier, state };
}

/** What the page sends when the person agrees. By default, to everything that the request lists, for the patient p1. */
export function agree(
  { server, team }: Pick<LaunchWorld, "server" | "team">,
  person: Pick<LaunchPerson, "cookie">,
  { search }: Pick<TestRequest, "search">,
  { scopes, patient = "p1" }: { scopes?: string[]; patient?: string | null } = {},
): Promise<Response> {
  const requested = new URLSearchParams(search).get("scope")?.split(" ") ?? [];
  return server.get("/v1/api/me/authorizations", {
    method: "POST",
    headers: {
      cookie: person.cookie,
      origin: server.origin,
      "content-type": "application/json",
      "x-team-id": team.id,
    },
    body: JSON.stringify({ request: search, scopes: scopes ?? requested, patient }),
  });
}

/** The address to which the browser goes after the person agreed. */
export async function agreeWith(
  world: Pick<LaunchWorld, "server" | "team" | "person">,
  request: Pick<TestRequest, "search">,
  options: { scopes?: string[]; patient?: string | null; person?: LaunchPerson } = {},
): Promise<URL> {
  const response = await agree(world, options.person ?? world.person, request, options);
  const body: unknown = await response.json();
  const redirectTo: unknown = Reflect.get(Object(body), "redirectTo");
  if (typeof redirectTo !== "string") throw new Error(`refused: ${response.status} ${JSON.stringify(body)}`);
  return new URL(redirectTo);
}

/** The form that exchanges a code. */
export function createCodeForm(address: URL, { verifier }: Pick<TestRequest, "verifier">, clientId?: string) {
  return {
    grant_type: "authorization_code",
    code: address.searchParams.get("code") ?? "",
    redirect_uri: appAddress,
    code_verifier: verifier,
    ...(clientId === undefined ? {} : { client_id: clientId }),
  };
}
