import { expect, test } from "#e2e/fixtures.ts";
import { createAccount } from "#e2e/people.ts";
import { expectNoFindings } from "./axe.ts";

test("axe finds no issues on the pages for administrators of the console", async ({ page, browser }) => {
  const context = await browser.newContext({ baseURL: process.env.E2E_ORIGIN });
  await createAccount({ request: context.request }, "Grace Hopper");
  const { id, teamId } = await (await context.request.get("/v1/api/me")).json();
  await context.close();
  await createAccount(page, "Root", { isInstanceOwner: true });
  for (const path of [
    "people",
    "people?q=nobody",
    "teams",
    `teams/${teamId}`,
    "provisioning",
    "audit",
    "settings",
    "health",
  ]) {
    await page.goto(`/instance/${path}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await expectNoFindings(page, path);
  }
  await page.goto("/instance/settings");
  await expect(page.getByRole("button", { name: "Send test email" })).toBeDisabled();
  await expect(page.getByText("SMTP_URL isn't set, so this console sends no email.")).toBeVisible();
  await page.goto("/instance/provisioning");
  await page.getByRole("button", { name: "Create token" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Okta");
  await expectNoFindings(page, "create a provisioning token");
  await page.getByRole("dialog").getByRole("button", { name: "Create token" }).click();
  await expect(page.getByLabel("Token", { exact: true })).toHaveValue(/^be_scim_/);
  await expectNoFindings(page, "a provisioning token");
  await page.getByRole("button", { name: "I have stored it" }).click();
  await expect(page.getByText("never used")).toBeVisible();
  await expectNoFindings(page, "the list of provisioning tokens");
  await page.goto(`/instance/people/${id}`);
  await page.getByRole("button", { name: "Actions" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await expectNoFindings(page, "menu of a person");
  await page.getByRole("menuitem", { name: "Suspend", exact: true }).click();
  await expect(page.getByRole("alertdialog")).toBeVisible();
  await expectNoFindings(page, "suspend");
  await page.goto(`/instance/teams/${teamId}`);
  await page.getByRole("button", { name: "Suspend" }).click();
  const dialog = page.getByRole("alertdialog");
  await dialog.getByLabel("Reason").fill("A key was leaked");
  await expectNoFindings(page, "suspend a team");
  await dialog.getByRole("button", { name: "Suspend" }).click();
  await expect(page.getByText("This team has been suspended since")).toBeVisible();
  await expectNoFindings(page, "suspended team");
});
