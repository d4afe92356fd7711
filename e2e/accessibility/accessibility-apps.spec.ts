import { insertRefusedRule, registerKeylessApp } from "#e2e/apps/keyless.ts";
import {
  choosePatient,
  createAuthorizeUrl,
  giveAccess,
  openGateway,
  registerLaunchedApp,
  send,
} from "#e2e/apps/launching.ts";
import { sendRejectedToken } from "#e2e/apps/use-token.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { signUp, teamPath } from "#e2e/people.ts";
import { startFhirEngine } from "#e2e/support/fhir/engine.ts";
import { patientResources } from "#e2e/support/launch/launch-world.ts";
import { expectNoFindings } from "./axe.ts";

test("axe finds no problems on Apps, on an app's page, and in their dialogs", async ({ page }) => {
  test.setTimeout(120_000);
  await signUp(page);
  await page.goto(teamPath(page, "apps"));
  await expectNoFindings(page, "apps, empty");
  await page.getByRole("button", { name: "Register app" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Public keys, pasted here").check();
  await form.getByLabel("SMART scopes").fill("system/observation.rs ");
  await form.getByText("More options").click();
  await form.getByRole("button", { name: "Register app" }).click();
  await expectNoFindings(page, "Register app, with errors");
  await form.getByLabel("Name").fill("Nightly reports");
  await form.getByLabel("Client secret").check();
  await form.getByRole("checkbox", { name: "workers:read" }).check();
  await form.getByLabel("SMART scopes").fill("system/Observation.rs");
  await form.getByRole("button", { name: "Register app" }).click();
  const reveal = page.getByRole("alertdialog");
  await expect(reveal).toBeVisible();
  await expectNoFindings(page, "client secret");
  const id = (await reveal.getByText(/^app_[0-9a-z]{26}$/).textContent()) ?? "";
  await sendRejectedToken(page, id, await reveal.getByRole("textbox", { name: "Secret" }).inputValue());
  await page.getByRole("button", { name: "I have stored it" }).click();
  await expect(page.getByRole("alertdialog")).toHaveCount(0);
  await expectNoFindings(page, "apps, with one");
  await page.getByRole("link", { name: "Nightly reports" }).click();
  await expect(page.getByRole("heading", { name: "Nightly reports", level: 1 })).toBeVisible();
  await expectNoFindings(page, "an app");
  for (const button of ["Edit", "Create secret"]) {
    await page.getByRole("button", { name: button, exact: true }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await expectNoFindings(page, button);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
  for (const item of ["Disable…", "Delete…"]) {
    await page.getByRole("button", { name: "Actions for Nightly reports" }).click();
    await page.getByRole("menuitem", { name: item }).click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await expectNoFindings(page, item);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("alertdialog")).toHaveCount(0);
  }
  for (const tab of ["usage", "requests", "history"]) {
    await page.goto(`${page.url().split("?")[0]}?tab=${tab}`);
    await expectNoFindings(page, `an app, ${tab}`);
  }
  await page.goto(`${page.url().split("?")[0]}?tab=requests`);
  await page.getByRole("link", { name: "Missing permission" }).click();
  await expect(page.getByRole("heading", { name: "Why was this request rejected?" })).toBeVisible();
  await expectNoFindings(page, "a request with an app's token");
});

test("axe finds no problems on keyless access, on trusted issuers, and in their dialogs", async ({
  page,
}) => {
  test.setTimeout(120_000);
  await signUp(page);
  await page.goto(teamPath(page, "apps/issuers"));
  await expectNoFindings(page, "trusted issuers, empty");
  const { id } = await registerKeylessApp(page);
  await page.goto(teamPath(page, `apps/${id}?tab=keyless`));
  await expectNoFindings(page, "keyless access, empty");
  await page.getByRole("button", { name: "Add rule" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Uploaded here").check();
  await form.getByRole("button", { name: "Add condition" }).click();
  await form.getByLabel("Claim", { exact: true }).selectOption({ label: "Another claim…" });
  await form.getByRole("button", { name: "Add rule" }).click();
  await expectNoFindings(page, "Add rule, with errors");
  await form.getByRole("button", { name: "Cancel" }).click();
  await insertRefusedRule(page, id);
  await page.goto(teamPath(page, `apps/${id}?tab=keyless`));
  await expect(page.getByRole("list", { name: "Recently refused tokens" })).toBeVisible();
  await page.getByText("Kubernetes", { exact: true }).click();
  await expectNoFindings(page, "keyless access, with a rule and a refusal");
  await page.getByRole("button", { name: "Remove Deployments from main" }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectNoFindings(page, "Remove a rule");
  await page.goto(teamPath(page, "apps/issuers"));
  await expectNoFindings(page, "trusted issuers, with one");
  await page.getByRole("button", { name: "Add issuer" }).click();
  await page.getByRole("dialog").getByLabel("Uploaded here").check();
  await expectNoFindings(page, "Add issuer");
  await page.keyboard.press("Escape");
  for (const [item, role] of [
    ["Edit…", "dialog"],
    ["Remove…", "alertdialog"],
  ] as const) {
    await page.getByRole("button", { name: "Actions for Builds" }).click();
    await page.getByRole("menuitem", { name: item }).click();
    await expect(page.getByRole(role)).toBeVisible();
    await expectNoFindings(page, item);
    await page.keyboard.press("Escape");
    await expect(page.getByRole(role)).toHaveCount(0);
  }
});

test("axe finds no problems where an app asks people for access, and where access is listed and ended", async ({
  page,
}) => {
  const engine = await startFhirEngine();
  await engine.seed(patientResources);
  await signUp(page);
  const server = await openGateway(page, engine.baseUrl);
  const callback = "https://app.example.com/callback";
  const app = await registerLaunchedApp(page, {
    scopes: ["patient/*.cruds", "user/*.rs"],
    redirectUris: [callback],
    launchUri: "https://app.example.com/launch",
  });
  const paths = {
    people: teamPath(page, `apps/${app.id}?tab=people`),
    app: teamPath(page, `apps/${app.id}`),
    register: teamPath(page, "apps#register"),
    who: teamPath(page, `health-data/${server.id}?tab=people`),
  };
  for (const path of [paths.people, paths.who, "/account/apps", "/authorize"]) {
    await page.goto(path);
    await expectNoFindings(page, `${path}, empty`);
  }
  const scope = "openid launch/patient patient/*.cruds user/*.rs user/Group.cruds";
  const asking = { app, server, callback, scope };
  await page.goto(createAuthorizeUrl(asking).url);
  await page.locator("main summary").click();
  await page.getByRole("button", { name: "Allow Growth chart" }).click();
  await expectNoFindings(page, "the question, without a patient");
  await choosePatient(page, "ada");
  await expectNoFindings(page, "the question, with a patient");
  await page.goto(createAuthorizeUrl({ ...asking, callback: `${callback}2` }).url);
  await expectNoFindings(page, "an address that isn't registered");

  await giveAccess(page, { ...asking, scope: "user/*.rs" }, null);
  const { id } = await send(page, "GET", "/me");
  await send(page, "PUT", `/fhir/servers/${server.id}/people/${id}`, { reference: "Practitioner/1" });
  const dialogs = [
    [paths.people, /^End access of/],
    ["/account/apps", /^End access of/],
    [paths.app, "Launch"],
    [paths.app, "Edit"],
    [paths.who, /^Change who/],
    [paths.who, /^Unlink/],
  ] as const;
  for (const [path, name] of dialogs) {
    await page.goto(path);
    await expectNoFindings(page, path);
    await page.getByRole("button", { name, exact: true }).click();
    await expect(page.locator("[role=dialog], [role=alertdialog]")).toBeVisible();
    await expectNoFindings(page, `${path}, ${name}`);
  }
  await page.goto(paths.register);
  await page.getByRole("radio", { name: "Public app" }).check();
  await page.getByRole("button", { name: "Register app" }).last().click();
  await expectNoFindings(page, "an app that people open, with errors");
  await engine.close();
});
