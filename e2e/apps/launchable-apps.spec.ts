import { appFormTexts } from "#components/apps/form/texts.ts";
import { launchTexts } from "#components/apps/launch/texts.ts";
import { peopleTexts } from "#components/apps/people/texts.ts";
import { grantTexts } from "#components/grants/texts.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { signUp, teamPath } from "#e2e/people.ts";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { patientResources } from "#e2e/support/launch/launch-world.ts";
import { startSmartApp } from "#e2e/support/launch/smart-app.ts";
import {
  allow,
  createAuthorizeUrl,
  exchangeCode,
  giveAccess,
  inviteToApps,
  openGateway,
  readStatus,
  registerLaunchedApp,
  signUpForApps,
  startAppTarget,
} from "./launching.ts";

const { addresses, kind, problems, smart, submit } = appFormTexts;

let engine: FhirEngine;

test.beforeAll(async () => {
  engine = await startFhirEngine();
  await engine.seed(patientResources);
});

test.afterAll(async () => {
  await engine.close();
});

test("registers an app without a secret, whose addresses are checked, and edits it", async ({ page }) => {
  await signUp(page);
  await page.goto(teamPath(page, "apps#register"));
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Growth chart");
  await form.getByRole("radio", { name: kind.public }).check();
  const register = form.getByRole("button", { name: submit });
  await register.click();
  const redirects = form.getByLabel(addresses.redirect);
  await expect(redirects).toBeFocused();
  await expect(form.getByText(problems.noRedirect)).toBeVisible();
  const insecure = "http://app.example.com/callback";
  await redirects.fill(`https://app.example.com/callback\n${insecure}`);
  const launch = form.getByLabel(addresses.launch);
  await launch.fill("app.example.com");
  await register.click();
  await expect(form.getByText(problems.address(insecure))).toBeVisible();
  await expect(form.getByText(problems.address("app.example.com"))).toBeVisible();
  await redirects.fill("https://app.example.com/callback\nhttp://127.0.0.1:4000/");
  await launch.fill("https://app.example.com/launch");
  await form.getByRole("button", { name: smart.add("patient/*.rs") }).click();
  await register.click();
  await expect(page.getByText(appFormTexts.registered("Growth chart"))).toBeVisible();

  await page.getByRole("link", { name: "Growth chart", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Growth chart", level: 1 })).toBeVisible();
  const details = page.getByRole("region", { name: "How people sign in" });
  for (const address of ["callback", "launch"]) {
    await expect(details.getByText(`https://app.example.com/${address}`)).toBeVisible();
  }
  await expect(page.getByRole("button", { name: launchTexts.submit })).toBeDisabled();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(redirects).toHaveValue("https://app.example.com/callback\nhttp://127.0.0.1:4000/");
  await redirects.fill("https://app.example.com/callback#signed-in");
  await form.getByRole("button", { name: appFormTexts.save }).click();
  await expect(form.getByText(problems.address("https://app.example.com/callback#signed-in"))).toBeVisible();
  await redirects.fill("https://app.example.com/signed-in");
  await launch.fill("");
  await form.getByRole("button", { name: appFormTexts.save }).click();
  await expect(details.getByText("https://app.example.com/signed-in")).toBeVisible();
  await expect(details.getByText("127.0.0.1:4000")).toHaveCount(0);
  await expect(page.getByRole("button", { name: launchTexts.submit })).toHaveCount(0);
});

test("registers an app with a secret, which people open, and an admin ends the access of one of them", async ({
  page,
  browser,
}) => {
  const target = await startAppTarget();
  const { callback } = target;
  await signUp(page);
  const server = await openGateway(page, engine.baseUrl);
  const grace = await inviteToApps(page, browser, { role: "developer", name: "Grace Hopper" });
  await page.goto(teamPath(page, "apps#register"));
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Ward board");
  await form.getByRole("radio", { name: kind.confidential }).check();
  await form.getByLabel(addresses.redirect).fill(callback);
  await form.getByRole("button", { name: smart.add("user/*.rs") }).click();
  await form.getByRole("button", { name: submit }).click();
  const reveal = page.getByRole("alertdialog");
  const secret = await reveal.getByRole("textbox", { name: "Secret" }).inputValue();
  const id = (await reveal.getByText(/^app_[0-9a-z]{26}$/).textContent()) ?? "";
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  await expect(reveal).toHaveCount(0);
  const appPath = teamPath(page, `apps/${id}`);

  const asking = { app: { id, secret }, server, callback, scope: "user/Patient.rs offline_access" };
  const { url, verifier } = createAuthorizeUrl({ ...asking, scope: "user/*.cruds offline_access" });
  await page.goto(url);
  await allow(page, { app: "Ward board" });
  await expect(page.getByRole("heading", { name: "The app" })).toBeVisible();
  const code = new URL(page.url()).searchParams.get("code");
  const exchanged = await exchangeCode({ ...asking, verifier, code });
  const { access_token: own, scope } = await exchanged.json();
  expect(scope.split(" ").sort()).toEqual(["offline_access", "user/*.rs"]);
  const hers = await giveAccess(grace.page, asking, null);
  await grace.close();
  expect(await readStatus(server, hers, "Patient/ada")).toBe(200);

  await page.goto(`${appPath}?tab=people`);
  const people = page.getByRole("list", { name: peopleTexts.list });
  await expect(people.getByRole("listitem").filter({ hasText: "Ada Lovelace" })).toContainText("Active");
  await page.getByRole("button", { name: grantTexts.endOf("Grace Hopper") }).click();
  const confirm = page.getByRole("alertdialog");
  await expect(confirm.getByText(peopleTexts.end.title("Grace Hopper"))).toBeVisible();
  await confirm.getByRole("button", { name: grantTexts.end }).click();
  await expect(page.getByText(peopleTexts.end.done("Grace Hopper"))).toBeVisible();
  await expect(people.getByRole("listitem").filter({ hasText: "Grace Hopper" })).toContainText("Ended");
  await expect(page.getByRole("button", { name: grantTexts.endOf("Grace Hopper") })).toHaveCount(0);
  expect(await readStatus(server, hers, "Patient/ada")).toBe(401);
  expect(await readStatus(server, own, "Patient/ada")).toBe(200);
  await target.close();
});

test("launches an app for a patient, which the person then opens with one click", async ({
  page,
  context,
}) => {
  const app = await startSmartApp();
  await signUpForApps(page);
  await openGateway(page, engine.baseUrl);
  const scopes = ["patient/Patient.r", "patient/Observation.rs"];
  const { id, name } = await registerLaunchedApp(page, {
    scopes,
    redirectUris: [app.redirectUri],
    launchUri: app.launchUri,
  });
  app.configure({ clientId: id, scope: `launch ${scopes.join(" ")}` });
  await page.goto(teamPath(page, `apps/${id}`));
  await page.getByRole("button", { name: launchTexts.submit }).click();
  const form = page.getByRole("dialog", { name: launchTexts.title(name) });
  await expect(form.getByLabel(launchTexts.server)).toHaveValue(/^srv_/);
  const patient = form.getByLabel(launchTexts.patient);
  await patient.fill("Observation/ada");
  await form.getByRole("button", { name: launchTexts.submit }).click();
  await expect(form.getByText(launchTexts.badPatient)).toBeVisible();
  await patient.fill("Patient/ada");
  const [opened] = await Promise.all([
    context.waitForEvent("page"),
    form.getByRole("button", { name: launchTexts.submit }).click(),
  ]);
  await expect(page.getByText(launchTexts.launched(name))).toBeVisible();
  await expect(opened.getByText("Born 1980-02-03 · ID ada")).toBeVisible();
  expect(await opened.evaluate(() => opener)).toBeNull();
  await allow(opened, { app: name });
  await expect(opened.getByRole("heading", { name: "ada" })).toBeVisible();
  await expect(opened.getByTestId("observations")).toHaveText("25");
  await app.close();
});
