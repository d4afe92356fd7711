import { insertRefusedRule, registerKeylessApp } from "#e2e/apps/keyless.ts";
import { sendRejectedToken } from "#e2e/apps/use-token.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { signUp, teamPath } from "#e2e/people.ts";
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
