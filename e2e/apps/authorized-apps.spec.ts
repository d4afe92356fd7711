import { authorizedAppsTexts } from "#components/account/authorized-apps/texts.ts";
import { grantTexts } from "#components/grants/texts.ts";
import { peopleTexts } from "#components/health-data/people/texts.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { signInThroughApi, signUp, teamPath } from "#e2e/people.ts";
import { type FhirEngine, startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { patientResources } from "#e2e/support/launch/launch-world.ts";
import {
  type AppTarget,
  allow,
  createAuthorizeUrl,
  exchangeCode,
  giveAccess,
  inviteToApps,
  openGateway,
  readStatus,
  registerLaunchedApp,
  startAppTarget,
} from "./launching.ts";

let engine: FhirEngine;
let target: AppTarget;

test.beforeAll(async () => {
  engine = await startFhirEngine();
  await engine.seed(patientResources);
  target = await startAppTarget();
});

test.afterAll(async () => {
  await target.close();
  await engine.close();
});

test("a person ends the access of one app, and loses that of another with their membership", async ({
  page,
  browser,
}) => {
  await signUp(page);
  const members = teamPath(page, "settings/members");
  const server = await openGateway(page, engine.baseUrl);
  const fields = { scopes: ["user/*.rs"], redirectUris: [target.callback] };
  const chart = await registerLaunchedApp(page, fields);
  const board = await registerLaunchedApp(page, { ...fields, name: "Ward board" });
  const grace = await inviteToApps(page, browser, { role: "developer", name: "Grace Hopper" });
  await grace.page.goto("/account/apps");
  await expect(grace.page.getByRole("heading", { name: authorizedAppsTexts.empty.title })).toBeVisible();
  const asking = { server, callback: target.callback, scope: "user/Patient.rs" };
  const first = await giveAccess(grace.page, { ...asking, app: chart }, null);
  const second = await giveAccess(grace.page, { ...asking, app: board }, null);

  await grace.page.reload();
  const apps = grace.page.getByRole("list", { name: authorizedAppsTexts.title });
  await expect(apps.getByRole("listitem").filter({ hasText: "Active" })).toHaveCount(2);
  await grace.page.getByRole("button", { name: grantTexts.endOf(chart.name) }).click();
  const confirm = grace.page.getByRole("alertdialog");
  await expect(confirm.getByText(authorizedAppsTexts.end.title(chart.name))).toBeVisible();
  await confirm.getByRole("button", { name: grantTexts.end }).click();
  await expect(grace.page.getByText(authorizedAppsTexts.end.done(chart.name))).toBeVisible();
  const statuses = async () => [
    await readStatus(server, first, "Patient/ada"),
    await readStatus(server, second, "Patient/ada"),
  ];
  expect(await statuses()).toEqual([401, 200]);
  await expect(grace.page.getByRole("button", { name: grantTexts.endOf(chart.name) })).toHaveCount(0);

  await page.goto(members);
  await page.getByRole("button", { name: "Actions for Grace Hopper" }).click();
  await page.getByRole("menuitem", { name: "Remove…" }).click();
  await page
    .getByRole("alertdialog")
    .getByRole("button", { name: /^Remove/ })
    .click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  expect(await statuses()).toEqual([401, 401]);
  await signInThroughApi(grace.page.request, grace.email);
  await grace.page.goto("/account/apps");
  await expect(apps.getByText(grantTexts.statuses.ended, { exact: true })).toHaveCount(2);
  await grace.close();
});

test("a member who is linked to their record gives an app access to it, until the link is removed", async ({
  page,
  browser,
}) => {
  await signUp(page);
  const server = await openGateway(page, engine.baseUrl);
  const { callback } = target;
  const app = await registerLaunchedApp(page, { scopes: ["patient/*.rs"], redirectUris: [callback] });
  const vera = await inviteToApps(page, browser, { role: "viewer", name: "Vera Viewer" });

  const { form, remove } = peopleTexts;
  await page.goto(teamPath(page, `health-data/${server.id}?tab=people`));
  await expect(page.getByRole("heading", { name: peopleTexts.empty.title })).toBeVisible();
  await page.getByRole("button", { name: peopleTexts.link }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(form.person).selectOption({ label: "Vera Viewer" });
  await dialog.getByLabel(form.id).fill("a b");
  await dialog.getByRole("button", { name: form.submit }).click();
  await expect(dialog.getByText(form.badId)).toBeVisible();
  await dialog.getByLabel(form.id).fill("vera");
  await dialog.getByRole("button", { name: form.submit }).click();
  const people = page.getByRole("list", { name: peopleTexts.list });
  await expect(people.getByText("Practitioner/vera")).toBeVisible();
  await page.getByRole("button", { name: peopleTexts.changeOf("Vera Viewer") }).click();
  await dialog.getByLabel(form.id).fill("Patient/ada");
  await expect(dialog.getByLabel(form.type)).toHaveValue("Patient");
  await expect(dialog.getByText(form.patientWarning)).toBeVisible();
  await dialog.getByRole("button", { name: form.save }).click();
  await expect(people.getByText("Patient/ada")).toBeVisible();

  const asking = { app, server, callback, scope: "launch/patient patient/*.rs" };
  const { url, verifier } = createAuthorizeUrl(asking);
  await vera.page.goto(url);
  await expect(vera.page.getByText("Born 1980-02-03 · ID ada")).toBeVisible();
  await allow(vera.page, { app: app.name });
  await expect(vera.page.getByRole("heading", { name: "The app" })).toBeVisible();
  const code = new URL(vera.page.url()).searchParams.get("code");
  const exchanged = await exchangeCode({ ...asking, verifier, code });
  const { access_token: token } = await exchanged.json();
  expect(await readStatus(server, token, "Patient/ada")).toBe(200);

  await page.getByRole("button", { name: peopleTexts.unlinkOf("Vera Viewer") }).click();
  const confirm = page.getByRole("alertdialog", { name: remove.title("Vera Viewer") });
  await confirm.getByRole("button", { name: peopleTexts.unlink }).click();
  await expect(page.getByText(remove.done("Vera Viewer"))).toBeVisible();
  expect(await readStatus(server, token, "Patient/ada")).toBe(403);
  await vera.page.goto(`${new URL(page.url()).pathname}?tab=people`);
  await expect(vera.page.getByRole("heading", { name: peopleTexts.notAllowed.title })).toBeVisible();
  await vera.close();
});
