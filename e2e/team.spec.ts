import { randomUUID } from "node:crypto";
import type { Browser, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { createKey, getStatusWith, inviteViewer, password, signUp, teamPath } from "./people.ts";

async function invite(page: Page, email: string, role: string): Promise<string> {
  await page.goto(teamPath(page, "settings/members"));
  await page.getByRole("button", { name: "Invite" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Email").fill(email);
  await form.getByRole("radio", { name: role, exact: true }).check();
  await form.getByRole("button", { name: "Invite" }).click();
  const link = page.getByRole("alertdialog").getByLabel("Invitation link");
  await expect(link).toHaveValue(/\/invitations\/[\w-]{43}$/);
  const url = await link.inputValue();
  await page.getByRole("button", { name: "Done" }).click();
  return url;
}

/** Opens the link in a new browser context and creates the invited account. */
async function joinWithNewAccount(browser: Browser, url: string, name: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: new URL(url).origin });
  const page = await context.newPage();
  await page.goto(url);
  await expect(page.getByLabel("Email")).toHaveAttribute("readonly");
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page).toHaveURL(/\/t\/[^/]+$/);
  return page;
}

async function chooseFor(page: Page, name: string, item: string | RegExp): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${name}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

test.describe("as a new admin would", () => {
  test.use({ expectedConsoleErrors: [/status of (403|404)/] });

  test("invites a member, sets a role, restricts production, removes the member and keeps their keys", async ({
    page,
    browser,
  }) => {
    test.setTimeout(120_000);
    await signUp(page, "Ada Lovelace");
    const url = await invite(page, `${randomUUID()}@example.com`, "Viewer");
    const grace = await joinWithNewAccount(browser, url, "Grace Hopper");

    await page.goto(teamPath(page, "settings/members"));
    await chooseFor(page, "Grace Hopper", "Change role…");
    await page.getByRole("dialog").getByRole("radio", { name: "Developer", exact: true }).check();
    await page.getByRole("dialog").getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByText("Grace Hopper is now a developer")).toBeVisible();

    await grace.goto(teamPath(grace, "settings/api-keys"));
    const first = await createKey(grace, { name: "Nightly export" });
    const second = await createKey(grace, { name: "Billing", environment: "production" });

    await page.goto(teamPath(page, "settings/environments"));
    await page.getByRole("button", { name: "Move Production up" }).click();
    await expect(page.getByRole("row").nth(2)).toContainText("Production");
    await chooseFor(page, "Production", "Edit…");
    const form = page.getByRole("dialog");
    await form.getByLabel("Keys must expire").check();
    await expect(form.getByText("1 of 1 current key would break these rules")).toBeVisible();
    await expect(form.getByText("Billing")).toBeVisible();
    await form.getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByRole("row").filter({ hasText: "Production" })).toContainText("Must expire");
    const rejected = await grace.request.post("/v1/api/keys", {
      headers: { origin: new URL(grace.url()).origin },
      data: { name: "Without expiry", environment: "production" },
    });
    expect(await rejected.json()).toMatchObject({ error: { code: "policy_violation" } });
    // Existing keys keep working.
    expect(await getStatusWith(page, second.secret)).toBe(200);

    await page.goto(teamPath(page, "settings/members"));
    await chooseFor(page, "Grace Hopper", "Remove…");
    const exit = page.getByRole("alertdialog");
    await expect(exit.getByText("Their 2 current keys:")).toBeVisible();
    await expect(exit.getByText("Nightly export")).toBeVisible();
    await exit.getByRole("button", { name: "Remove" }).click();
    await expect(exit.getByText("Choose what happens to the keys")).toBeVisible();
    await exit.getByRole("radio", { name: "Transfer to another member" }).check();
    await exit.getByLabel("New owner").selectOption({ index: 1 });
    await exit.getByRole("button", { name: "Remove" }).click();
    await expect(page.getByText("Grace Hopper was removed")).toBeVisible();
    await expect(page.getByRole("row").filter({ hasText: "Grace Hopper" })).toHaveCount(0);

    expect(await getStatusWith(page, first.secret)).toBe(200);
    expect(await getStatusWith(page, second.secret)).toBe(200);
    await page.goto(teamPath(page, "settings/api-keys"));
    await expect(page.getByRole("row").filter({ hasText: "Nightly export" })).toContainText("Ada Lovelace");
    await grace.reload();
    await expect(grace).toHaveURL(/\/sign-in/);

    await page.goto(teamPath(page, "settings/audit-log"));
    const events = page.getByRole("list", { name: "Events, newest first" });
    await expect(events).toContainText(
      "Ada Lovelace removed Grace Hopper · 2 keys transferred to Ada Lovelace",
    );
    await expect(events).toContainText("changed the environment Production · keys must expire");
    await page.getByRole("button", { name: "Check integrity" }).click();
    await expect(page.getByText("No event was changed")).toBeVisible();
    await expect(page.getByText(/^\d+ events checked, from the first to the newest/)).toBeVisible();
    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export" }).click();
    await page.getByRole("menuitem", { name: "CSV, for spreadsheets" }).click();
    expect((await download).suggestedFilename()).toMatch(/^audit-log-.*\.csv$/);
    await grace.context().close();
  });

  test("rejects a change by a member who was demoted while the page was open", async ({ page, browser }) => {
    await signUp(page, "Ada Lovelace");
    const url = await invite(page, `${randomUUID()}@example.com`, "Admin");
    const grace = await joinWithNewAccount(browser, url, "Grace Hopper");
    await grace.goto(teamPath(grace, "settings/environments"));
    await grace.getByRole("button", { name: "Add environment" }).click();
    const form = grace.getByRole("dialog");
    await form.getByLabel("Name", { exact: true }).fill("Preview");
    await form.getByLabel("Short name").fill("preview");

    await page.goto(teamPath(page, "settings/members"));
    await chooseFor(page, "Grace Hopper", "Change role…");
    await page.getByRole("dialog").getByRole("radio", { name: "Viewer", exact: true }).check();
    await page.getByRole("dialog").getByRole("button", { name: "Save changes" }).click();
    await expect(page.getByText("Grace Hopper is now a viewer")).toBeVisible();

    await form.getByRole("button", { name: "Add environment" }).click();
    await expect(form.getByText("You need the permission team:write.")).toBeVisible();
    await expect(form.getByLabel("Short name")).toHaveValue("preview");
    await page.goto(teamPath(page, "settings/environments"));
    await expect(page.getByText("Preview")).toHaveCount(0);
    await grace.context().close();
  });
});

test("shows that a used invitation is no longer valid, and offers to sign out on someone else's", async ({
  page,
  browser,
}) => {
  await signUp(page, "Ada Lovelace");
  const url = await invite(page, `${randomUUID()}@example.com`, "Viewer");
  await page.goto(url);
  await expect(page.getByText(/You're signed in as/)).toBeVisible();
  await page.getByRole("main").getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(url);
  await expect(page.getByLabel("Email")).toHaveAttribute("readonly");
  const grace = await joinWithNewAccount(browser, url, "Grace Hopper");
  await grace.goto(url);
  await expect(grace.getByRole("heading", { name: "This invitation is no longer valid" })).toBeVisible();
  await grace.context().close();
});

test("removes a withdrawn invitation and moves the focus to the invite button", async ({ page }) => {
  await signUp(page);
  await invite(page, "grace@example.com", "Viewer");
  await chooseFor(page, "grace@example.com", "Withdraw");
  await expect(page.getByRole("row").filter({ hasText: "grace@example.com" })).toBeHidden();
  await expect(page.getByRole("button", { name: "Invite" })).toBeFocused();
});

test("a key can list a custom permission and loses it when it is retired", async ({ page }) => {
  await signUp(page);
  await page.goto(teamPath(page, "settings/permissions"));
  await page.getByRole("button", { name: "Add permission" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name", { exact: true }).fill("invoices:Read");
  await expect(form.getByText("Must be a permission such as invoices:read")).toBeVisible();
  await form.getByLabel("Name", { exact: true }).fill("invoices:read");
  await form.getByLabel(/What it allows/).fill("See invoices");
  await form.getByRole("button", { name: "Add permission" }).click();
  await expect(page.getByRole("row").filter({ hasText: "invoices:read" })).toContainText("See invoices");
  await createKey(page, { name: "Invoices", permissions: ["invoices:read"] });
  await page.reload();
  const row = page.getByRole("row").filter({ hasText: "invoices:read" });
  await expect(row.getByRole("link", { name: /^1 current key/ })).toBeVisible();
  await chooseFor(page, "invoices:read", "Retire…");
  await expect(page.getByText("1 current key lists it.")).toBeVisible();
  await page.getByRole("button", { name: "Retire permission" }).click();
  await expect(page.getByText("invoices:read was retired")).toBeVisible();
  await expect(row).toBeHidden();
  await expect(page.getByRole("button", { name: "Add permission" })).toBeFocused();
  const keys = await (await page.request.get("/v1/api/keys")).json();
  expect(keys.data[0].effectivePermissions).toEqual([]);
});

test("creates, renames and deletes a team, and keeps the other one", async ({ page }) => {
  await signUp(page);
  const before = page.url();
  await page.goto("/teams/new");
  await page.getByRole("link", { name: "Cancel" }).click();
  await expect(page).toHaveURL(/\/t\//);
  await page.goto("/teams/new");
  await page.getByLabel("Team name").fill("Second team");
  await page.getByRole("button", { name: "Create team" }).click();
  await expect(page).toHaveURL(/\/t\/second-team[^/]*$/);
  await page.goto(teamPath(page, "settings/team"));
  await expect(page.getByText(/^team_[a-z0-9]{26}$/)).toBeVisible();
  await page.getByRole("button", { name: "Copy ID" }).click();
  await expect(page.getByRole("button", { name: "Copied" })).toBeVisible();
  await page.getByLabel("Name", { exact: true }).fill("Another name");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Changes saved")).toBeVisible();
  await page.getByRole("button", { name: "Delete team…" }).click();
  const dialog = page.getByRole("alertdialog");
  await expect(dialog).toContainText("Delete Another name?");
  await expect(dialog.getByRole("listitem")).toHaveText([
    "You lose access.",
    "Removed with the team: 3 environments.",
  ]);
  await dialog.getByRole("textbox").fill("Not it");
  await dialog.getByRole("button", { name: "Delete team" }).click();
  await expect(dialog.getByText("This doesn't match the team's name")).toBeVisible();
  await dialog.getByRole("textbox").fill("Another name");
  await dialog.getByRole("button", { name: "Delete team" }).click();
  await expect(page).not.toHaveURL(/second-team/);
  await page.goto(before);
  await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();
});

test("a viewer can see the members but not the audit log", async ({ page, browser }) => {
  await signUp(page, "Ada Lovelace");
  const viewer = await inviteViewer(page, browser);
  await viewer.goto(teamPath(page, "settings/members"));
  await expect(
    viewer.getByText("Your role can view this page but not change it. Ask Ada Lovelace to make changes."),
  ).toBeVisible();
  await viewer.getByRole("button", { name: "Actions for Ada Lovelace" }).click();
  await expect(viewer.getByRole("menuitem", { name: /^Remove…/ })).toBeDisabled();
  await viewer.keyboard.press("Escape");
  await viewer.goto(teamPath(page, "settings/audit-log"));
  await expect(
    viewer.getByRole("heading", { name: "Only admins and owners can see the audit log" }),
  ).toBeVisible();
  await viewer.context().close();
});
