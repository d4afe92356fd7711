import { expect, test } from "#e2e/fixtures.ts";
import { startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { createAppPage } from "#e2e/support/launch/browser-app.ts";
import { patientResources } from "#e2e/support/launch/launch-world.ts";
import { startPageServer } from "#e2e/support/launch/page-server.ts";
import { allow, openGateway, registerLaunchedApp, signUpForApps } from "./launching.ts";

// The app asks for what it may not do.
test.use({ expectedConsoleErrors: [/40[34] \((Forbidden|Not Found)\)/] });

test("an app in the browser signs in from another origin, and reads one patient's data", async ({ page }) => {
  const engine = await startFhirEngine();
  await engine.seed(patientResources);
  const app = await startPageServer();
  await signUpForApps(page);
  const { iss } = await openGateway(page, engine.baseUrl);
  const { id, name } = await registerLaunchedApp(page, {
    scopes: ["patient/Patient.r", "patient/Observation.rs"],
    redirectUris: [app.address],
  });
  const scope = "launch/patient patient/Patient.r patient/Observation.rs";
  app.show(createAppPage({ clientId: id, scope, iss, redirectUri: app.address }));
  await page.goto(app.address);
  await allow(page, { app: name, patient: "ada" });
  const shown = (value: string) => page.getByTestId(value);
  await expect(shown("created")).toHaveText("403");
  await expect(shown("patient")).toHaveText("ada");
  await expect(shown("family")).toHaveText("ada");
  await expect(shown("observations")).toHaveText("25");
  await expect(shown("subjects")).toHaveText("Patient/ada");
  await expect(shown("other")).toHaveText(/40[34]/);
  await expect(shown("error")).toHaveCount(0);
  await app.close();
  await engine.close();
});
