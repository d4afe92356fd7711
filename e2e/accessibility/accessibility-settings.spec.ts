import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { addMember, createKey, inviteByCall, signUp, teamPath } from "#e2e/people.ts";
import { expectNoFindings } from "./axe.ts";

async function openItem(page: Page, of: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${of}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
  await expect(page.locator("[role=dialog], [role=alertdialog]").last()).toBeVisible();
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(page.locator("[role=dialog], [role=alertdialog]")).toHaveCount(0);
}

test("axe finds no issues on the settings pages and in their forms", async ({ page }) => {
  await signUp(page);
  await inviteByCall(page, "grace@example.com", "viewer");
  const forms = [
    { name: "members", open: "Invite" },
    { name: "environments", open: "Add environment" },
    { name: "permissions", open: "Add permission" },
    { name: "team", open: "Delete team…" },
  ];
  for (const { name, open } of forms) {
    await page.goto(teamPath(page, `settings/${name}`));
    await expectNoFindings(page, name);
    await page.getByRole("button", { name: open }).click();
    await expect(page.locator("[role=dialog], [role=alertdialog]").last()).toBeVisible();
    await expectNoFindings(page, open);
  }
  await page.goto(teamPath(page, "settings/audit-log"));
  await page.locator("summary").first().click();
  await page.getByRole("button", { name: "Check integrity" }).click();
  await expect(page.getByText("No event was changed")).toBeVisible();
  await expectNoFindings(page, "audit log");
  await page.goto(teamPath(page, "settings/audit-log?q=nobody&range=custom"));
  await expect(page.getByRole("heading", { name: "No results" })).toBeVisible();
  await expectNoFindings(page, "audit log without results");
  await page.goto("/teams/new");
  await expectNoFindings(page, "new team");
});

test("axe finds no issues in the member dialogs and the invitation form", async ({ page, browser }) => {
  await signUp(page);
  await addMember(page, browser, { role: "admin", name: "Grace Hopper" });
  await createKey(page, { name: "Billing" });
  await page.goto(teamPath(page, "settings/members"));
  await page.getByRole("button", { name: "Actions for Grace Hopper" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await expectNoFindings(page, "menu of a member");
  await page.keyboard.press("Escape");
  const items = ["Change role…", "Transfer ownership…", "Suspend…", "Remove…"];
  for (const item of items) {
    await openItem(page, "Grace Hopper", item);
    await expect(page.getByText("Loading their keys…")).toHaveCount(0);
    await expectNoFindings(page, item);
    await closeDialog(page);
  }
  await openItem(page, "Ada Lovelace", "Leave team…");
  await expect(page.getByText("Your 1 current key:")).toBeVisible();
  await page.getByRole("button", { name: "Leave team" }).click();
  await expect(page.getByText("Choose what happens to the keys")).toBeVisible();
  await expectNoFindings(page, "leaving with a key, nothing chosen");
  await page.getByRole("radio", { name: "Transfer to another member" }).check();
  await expectNoFindings(page, "leaving with a key, transferred");
  await closeDialog(page);

  await page.getByRole("button", { name: "Invite" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Email").fill("alan@example.com");
  await form.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByRole("alertdialog").getByLabel("Invitation link")).toBeVisible();
  await expectNoFindings(page, "invitation link");
});

test("axe finds no issues while a member's keys load and after loading fails", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  await page.goto(teamPath(page, "settings/members"));
  const { promise: isReleased, resolve: release } = Promise.withResolvers<void>();
  await page.route("**/v1/api/keys?*", async (route) => {
    await isReleased;
    await route.fulfill({ status: 200, contentType: "application/json", body: "{}" });
  });
  await openItem(page, "Ada Lovelace", "Leave team…");
  await expect(page.getByText("Loading your keys…")).toBeVisible();
  await expectNoFindings(page, "keys loading");
  release();
  await expect(page.getByText("Your keys couldn't be loaded.")).toBeVisible();
  await expectNoFindings(page, "keys that couldn't be loaded");
});

test("axe finds no issues in the dialogs that change or remove environments and permissions", async ({
  page,
}) => {
  await signUp(page);
  const { origin } = new URL(page.url());
  const created = await page.request.post("/v1/api/permissions", {
    headers: { origin },
    data: { name: "invoices:read", description: "See invoices" },
  });
  expect(created.status()).toBe(201);
  await createKey(page, { name: "Invoices", permissions: ["invoices:read"] });
  const items = [
    { name: "environments", of: "Production", item: "Edit…" },
    { name: "environments", of: "Production", item: "Remove…" },
    { name: "permissions", of: "invoices:read", item: "Edit…" },
    { name: "permissions", of: "invoices:read", item: "Retire…" },
  ];
  for (const { name, of, item } of items) {
    await page.goto(teamPath(page, `settings/${name}`));
    await openItem(page, of, item);
    await expectNoFindings(page, `${item} of ${name}`);
  }
});
