import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { patientResources } from "#e2e/support/launch/launch-world.ts";
import { type SmartApp, startSmartApp } from "#e2e/support/launch/smart-app.ts";
import { createAppKey } from "#e2e/support/oauth/sign-assertion.ts";
import { allow, openGateway, registerLaunchedApp, send, signUpForApps } from "./launching.ts";

const scope = "openid fhirUser launch launch/patient offline_access patient/Patient.r patient/Observation.rs";
const scopes = ["patient/Patient.r", "patient/Observation.rs"];

let engine: FhirEngine;
let app: SmartApp;

test.beforeEach(async () => {
  engine = await startFhirEngine();
  await engine.seed(patientResources);
  app = await startSmartApp();
});

test.afterEach(async () => {
  await app.close();
  await engine.close();
});

async function register(page: Page, proof: "none" | "secret" | "key") {
  const server = await openGateway(page, engine.baseUrl);
  const key = createAppKey("ES384");
  const { id, name, secret } = await registerLaunchedApp(page, {
    kind: proof === "none" ? "public" : "confidential",
    scopes,
    redirectUris: [app.redirectUri],
    launchUri: app.launchUri,
    ...(proof === "key" ? { jwks: { keys: [key.jwk] } } : {}),
  });
  const privateKey = key.privateKey.export({ format: "jwk" });
  const form = { kty: "EC", crv: "P-384", kid: key.kid, alg: "ES384" } as const;
  const proofs = {
    none: {},
    secret: { clientSecret: secret ?? "" },
    key: { clientPrivateJwk: { ...privateKey, ...form } },
  };
  app.configure({ clientId: id, scope, ...proofs[proof] });
  return { id, name, server };
}

const read = (page: Page, name: string) => page.getByTestId(name).textContent();

test("a person opens an app, chooses a patient, and ends its access", async ({ page }) => {
  await signUpForApps(page);
  const { name, server } = await register(page, "none");
  await page.goto(`${app.launchUri}?iss=${encodeURIComponent(server.iss)}`);
  await allow(page, { app: name, patient: "ada" });
  await expect(page.getByRole("heading", { name: "ada" })).toBeVisible();
  expect([await read(page, "patient"), await read(page, "observations")]).toEqual(["ada", "25"]);
  expect(await read(page, "mayRefresh")).toBe("true");

  // fhirclient sends no client_id when it refreshes the token of a public app.
  const first = await read(page, "token");
  await page.goto(`${app.origin}/expire`);
  await expect(page.getByRole("heading", { name: "ada" })).toBeVisible();
  const second = await read(page, "token");
  expect(second).not.toBe(first);
  expect([await read(page, "patient"), await read(page, "observations")]).toEqual(["ada", "25"]);

  await page.goto("/account/apps");
  await page.getByRole("button", { name: `End access of ${name}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "End access" }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await page.goto(app.origin);
  await expect(page.getByTestId("status")).toHaveText("401");
  await page.goto(`${app.origin}/expire`);
  await expect(page.getByRole("heading", { name: "Something went wrong" })).toBeVisible();
});

test("a person who refuses returns to the app, which gets nothing", async ({ page }) => {
  await signUpForApps(page);
  const { server } = await register(page, "none");
  await page.goto(`${app.launchUri}?iss=${encodeURIComponent(server.iss)}`);
  await page.getByRole("button", { name: "Deny" }).click();
  await expect(page.getByTestId("message")).toContainText("access_denied");
  expect(page.url()).toContain(app.origin);
});

for (const proof of ["secret", "key"] as const) {
  test(`the console opens an app with a ${proof} for the patient whose record is open`, async ({ page }) => {
    await signUpForApps(page);
    const { id, name, server } = await register(page, proof);
    for (const patient of ["grace", "ada"]) {
      const context = { fhirServerId: server.id, patient, intent: "review" };
      const { launchUrl } = await send(page, "POST", `/apps/${id}/launches`, context);
      await page.goto(launchUrl);
      await allow(page, { app: name });
      await expect(page.getByRole("heading", { name: patient })).toBeVisible();
      expect([await read(page, "patient"), await read(page, "observations")]).toEqual([patient, "25"]);
      expect(await read(page, "intent")).toBe("review");
    }
    // fhirclient refreshes only with a secret.
    if (proof === "key") return;
    await page.goto(`${app.origin}/expire`);
    await expect(page.getByRole("heading", { name: "ada" })).toBeVisible();
  });
}
