import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createContext, userActorOf } from "#e2e/support/database/fixtures.ts";
import { openTestDatabase } from "#e2e/support/database/test-database.ts";
import { insertGatewayServer } from "#e2e/support/fhir/gateway-world.ts";
import { insertPersonLink } from "#e2e/support/launch/grants.ts";
import type { TestApp } from "#e2e/support/oauth/apps.ts";
import {
  createRequest,
  insertLaunch,
  insertPersonApp,
  type LaunchPerson,
  type LaunchWorld,
  startLaunchWorld,
} from "#e2e/support/oauth/launch-world.ts";
import { createId } from "#lib/domain/common/ids.ts";
import type { Database } from "#lib/platform/db/database.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { readAuthorization } from "./read-authorization.ts";
import { readGivenPatient } from "./read-given-patient.ts";
import { searchPatients } from "./search-patients.ts";

let database: Database;
let world: LaunchWorld;
let app: TestApp;

beforeAll(async () => {
  database = await openTestDatabase();
  world = await startLaunchWorld(database);
  app = await insertPersonApp(world);
});

beforeEach(() => {
  world.engine.requests.length = 0;
});

afterAll(async () => {
  await world.stop();
  await database.close();
});

async function as({ id }: LaunchPerson): Promise<ServiceContext> {
  return createContext(world.server.runtime, await userActorOf(database, world.team, id));
}

async function createLaunched(person: LaunchPerson, patientId = "p1"): Promise<string> {
  const launch = await insertLaunch(world, { appId: app.id, userId: person.id, patientId });
  return createRequest(world, app.id, { launch }).search;
}

describe("the patient of a launch", () => {
  test("is named for a person who can read health data", async () => {
    const found = await readGivenPatient(await as(world.person), await createLaunched(world.person));
    expect(found).toMatchObject({ id: "p1", name: expect.stringContaining("Chalmers") });
  });

  test("stays unnamed for others: the FHIR server isn't even asked", async () => {
    const viewer = await world.insertPerson("viewer");
    expect(await readGivenPatient(await as(viewer), await createLaunched(viewer))).toBeNull();
    const stranger = await world.insertPerson("developer");
    const search = await createLaunched(world.person);
    expect(await readGivenPatient(await as(stranger), search), "another person's launch").toBeNull();
    expect(world.engine.requests).toEqual([]);
  });

  test("is named for a viewer only if it is their own record", async () => {
    const viewer = await world.insertPerson("viewer");
    await insertPersonLink(database, { server: world.fhir, userId: viewer.id, reference: "Patient/p2" });
    const ctx = await as(viewer);
    const own = await readGivenPatient(ctx, await createLaunched(viewer, "p2"));
    expect(own).toMatchObject({ id: "p2", name: expect.stringContaining("Levin") });
    world.engine.requests.length = 0;
    expect(await readGivenPatient(ctx, await createLaunched(viewer, "p1"))).toBeNull();
    expect(world.engine.requests).toEqual([]);
  });

  test("stays unnamed if the server doesn't know them or can't be reached", async () => {
    const ctx = await as(world.person);
    expect(await readGivenPatient(ctx, await createLaunched(world.person, "nobody"))).toBeNull();
    const closed = await insertGatewayServer(database, world.team, { baseUrl: "http://127.0.0.1:1/fhir" });
    const launch = await insertLaunch(
      { database, fhir: { ...world.fhir, ...closed } },
      { appId: app.id, userId: world.person.id },
    );
    const aud = world.fhir.aud.replace(world.fhir.id, closed.id);
    const { search } = createRequest(world, app.id, { launch, aud });
    expect((await readAuthorization(ctx, search)).outcome).toBe("ask");
    expect(await readGivenPatient(ctx, search)).toBeNull();
  });
});

describe("a person whose role allows nothing that the app asks for", () => {
  test("sees why, with the way back to the app", async () => {
    const ctx = await as(await world.insertPerson("viewer"));
    const { search, state } = createRequest(world, app.id, {
      scope: "launch/patient patient/Observation.rs",
    });
    const view = await readAuthorization(ctx, search);
    if (view.outcome !== "not_allowed") throw new Error(view.outcome);
    expect(view).toMatchObject({ isForPatient: true, returnsTo: "app.example.com" });
    const back = new URL(view.refusedUrl).searchParams;
    expect([back.get("error"), back.get("state")]).toEqual(["invalid_scope", state]);
    const forAll = createRequest(world, app.id, { scope: "user/Patient.rs" });
    expect(await readAuthorization(ctx, forAll.search)).toMatchObject({
      outcome: "not_allowed",
      isForPatient: false,
    });
  });

  test("returns at once if nobody could give it to the app", async () => {
    const ctx = await as(await world.insertPerson("viewer"));
    const { search } = createRequest(world, app.id, { scope: "user/Condition.rs" });
    expect((await readAuthorization(ctx, search)).outcome).toBe("redirect");
  });
});

test("a search for patients after the gateway was turned off is outdated, not an outage", async () => {
  const ctx = await as(world.person);
  await expect(searchPatients(ctx, { id: createId("fhirServer") }, {})).rejects.toMatchObject({
    code: "conflict",
  });
});
