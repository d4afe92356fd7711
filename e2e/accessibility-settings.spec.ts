import type { Page } from "@playwright/test";
import { expectNoFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { addMember, createKey, inviteByCall, signUp, teamPath } from "./people.ts";

async function openItem(page: Page, of: string, item: string): Promise<void> {
  await page.getByRole("button", { name: `Actions for ${of}` }).click();
  await page.getByRole("menuitem", { name: item }).click();
  await expect(page.locator("[role=dialog], [role=alertdialog]").last()).toBeVisible();
}

async function closeDialog(page: Page): Promise<void> {
  await page.keyboard.press("Escape");
  await expect(page.locator("[role=dialog], [role=alertdialog]")).toHaveCount(0);
}

test("axe finds nothing on the settings pages and the forms they open", async ({ page }) => {
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
  await page.getByRole("button", { name: "Verify" }).click();
  await expect(page.getByText(/^Whole:/)).toBeVisible();
  await expectNoFindings(page, "audit log");
  await page.goto("/teams/new");
  await expectNoFindings(page, "new team");
});

test("axe finds nothing where a member's role changes, nor where one invites or goes", async ({
  page,
  browser,
}) => {
  await signUp(page);
  await addMember(page, browser, { role: "admin", name: "Grace Hopper" });
  await createKey(page, { name: "Billing" });
  await page.goto(teamPath(page, "settings/members"));
  await page.getByRole("button", { name: "Actions for Grace Hopper" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await expectNoFindings(page, "menu of a member");
  await page.keyboard.press("Escape");
  const items = ["Change role…", "Make owner in your place…", "Suspend…", "Remove…"];
  for (const item of items) {
    await openItem(page, "Grace Hopper", item);
    await expect(page.getByText("Looking up their keys…")).toHaveCount(0);
    await expectNoFindings(page, item);
    await closeDialog(page);
  }
  await openItem(page, "Ada Lovelace", "Leave team…");
  await expect(page.getByText("Their 1 live key:")).toBeVisible();
  await page.getByRole("button", { name: "Leave team" }).click();
  await expect(page.getByText("Choose what becomes of the keys")).toBeVisible();
  await expectNoFindings(page, "leaving with a key, nothing chosen");
  await page.getByRole("radio", { name: "Hand them over" }).check();
  await expectNoFindings(page, "leaving with a key, handed over");
  await closeDialog(page);

  await page.getByRole("button", { name: "Invite" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Email").fill("alan@example.com");
  await form.getByRole("button", { name: "Invite" }).click();
  await expect(page.getByRole("alertdialog").getByLabel("Invitation link")).toBeVisible();
  await expectNoFindings(page, "an invitation's link");
});

test("axe finds nothing where keys are still being looked up, nor where that failed", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  await page.goto(teamPath(page, "settings/members"));
  const { promise: isLookedAt, resolve: letGo } = Promise.withResolvers<void>();
  await page.route("**/v1/api/keys?*", async (route) => {
    await isLookedAt;
    await route.fulfill({ status: 200, contentType: "application/json", body: "{}" });
  });
  await openItem(page, "Ada Lovelace", "Leave team…");
  await expect(page.getByText("Looking up their keys…")).toBeVisible();
  await expectNoFindings(page, "keys on their way");
  letGo();
  await expect(page.getByText("Their keys could not be looked up.")).toBeVisible();
  await expectNoFindings(page, "keys that could not be looked up");
});

test("axe finds nothing where an environment or a permission is changed or taken away", async ({ page }) => {
  await signUp(page);
  const { origin } = new URL(page.url());
  const made = await page.request.post("/v1/api/permissions", {
    headers: { origin },
    data: { name: "invoices:read", description: "See invoices" },
  });
  expect(made.status()).toBe(201);
  await createKey(page, { name: "Invoices", permissions: ["invoices:read"] });
  const items = [
    { name: "environments", of: "Production", item: "Edit…" },
    { name: "environments", of: "Production", item: "Remove…" },
    { name: "permissions", of: "invoices:read", item: "Describe…" },
    { name: "permissions", of: "invoices:read", item: "Retire…" },
  ];
  for (const { name, of, item } of items) {
    await page.goto(teamPath(page, `settings/${name}`));
    await openItem(page, of, item);
    await expectNoFindings(page, `${item} of ${name}`);
  }
});
