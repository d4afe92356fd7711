import { readFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { holdRequests, viewRequests } from "#e2e/conditions/hold-requests.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { addMember, createKey, signUp, teamPath } from "#e2e/people.ts";

/** Opens the list and waits until it is interactive. */
async function openList(page: Page, query = ""): Promise<void> {
  await page.goto(teamPath(page, `settings/api-keys${query}`));
  await expect(page.getByRole("searchbox", { name: "Search keys" })).toBeVisible();
  await page.waitForLoadState("networkidle");
}

/** Reloads the page, and generates a key from the restored draft. */
async function generateFromDraft(page: Page): Promise<void> {
  await page.reload();
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("c");
  const form = page.getByRole("dialog");
  await expect(form.getByLabel("Name")).toHaveValue("Nightly");
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(page.getByRole("alertdialog").getByRole("textbox").first()).toHaveValue(/^be_/);
}

test("applies two filters selected in quick succession", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  await openList(page);
  const { release } = await holdRequests(page, viewRequests);
  const environment = page.getByRole("combobox", { name: "Environment" });
  const status = page.getByRole("combobox", { name: "Status" });
  await environment.selectOption("development");
  await status.selectOption("active");
  await expect(environment).toHaveValue("development");
  await expect(status).toHaveValue("active");
  release();
  await expect(page).toHaveURL(/\?environment=development&status=active$/);
  await expect(environment).toHaveValue("development");
  await expect(page.getByRole("link", { name: "Billing" })).toBeVisible();
});

test("keeps a filter selected right before the list is sorted", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  await openList(page);
  const { release } = await holdRequests(page, viewRequests);
  const environment = page.getByRole("combobox", { name: "Environment" });
  await environment.selectOption("development");
  await page.getByRole("link", { name: "Name", exact: true }).click();
  await expect(environment).toHaveValue("development");
  release();
  await expect(page).toHaveURL(/\?environment=development&sort=name$/);
  await expect(environment).toHaveValue("development");
});

test("applies typed search text when a filter is selected", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  await createKey(page, { name: "Mirror" });
  await openList(page);
  const search = page.getByRole("searchbox", { name: "Search keys" });
  await search.fill("bil");
  await page.getByRole("combobox", { name: "Status" }).selectOption("active");
  await expect(page).toHaveURL(/\?q=bil&status=active$/);
  await expect(page.getByRole("link", { name: "Mirror" })).toBeHidden();

  await search.fill("mir");
  await page.getByRole("search").getByRole("button", { name: "Clear filters" }).click();
  await expect(page).toHaveURL(/\/api-keys\??$/);
  await expect(search).toHaveValue("");
  await expect(page.getByRole("link", { name: "Billing" })).toBeVisible();
});

test("moves the focus to the search when filters are cleared by keyboard", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  await openList(page, "?status=disabled");
  await page.getByRole("search").getByRole("button", { name: "Clear filters" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Billing" })).toBeVisible();
  await expect(page.getByRole("searchbox", { name: "Search keys" })).toBeFocused();
});

test("keeps text that is typed while a search is loading", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Billing run" });
  await openList(page);
  const { release } = await holdRequests(page, viewRequests);
  const search = page.getByRole("searchbox", { name: "Search keys" });
  await search.pressSequentially("billing ");
  await page.waitForRequest(/[?&]q=billing&/);
  await search.pressSequentially("run");
  await expect(search).toHaveValue("billing run");
  release();
  await expect(page).toHaveURL(/\?q=billing\+run$/);
  await expect(search).toHaveValue("billing run");
});

test("shows an unknown environment as a filter, but generates no key for it", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  await openList(page, "?environment=staging-2");
  await expect(page.getByText("No results")).toBeVisible();
  const environment = page.getByRole("combobox", { name: "Environment" });
  await expect(environment.getByRole("option", { name: "staging-2" })).toBeAttached();
  await expect(environment).toHaveValue("staging-2");

  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Nightly");
  // The draft is valid after a reload, too.
  await generateFromDraft(page);
});

test("moves a draft for a removed environment to the first one", async ({ page }) => {
  await signUp(page);
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Nightly");
  await page.evaluate(() => {
    for (const [name, text] of Object.entries(sessionStorage)) {
      if (!name.startsWith("key-draft/")) continue;
      const stored = JSON.parse(text);
      stored.draft.environment = "staging-2";
      sessionStorage.setItem(name, JSON.stringify(stored));
    }
  });
  await generateFromDraft(page);
});

test("shows the name of a suspended owner as a filter", async ({ page, browser }) => {
  await signUp(page);
  const origin = new URL(page.url()).origin;
  const { teamId } = await (await page.request.get("/v1/api/me")).json();
  await addMember(page, browser, { role: "developer", name: "Grace Hopper" });
  const members = `/v1/api/teams/${teamId}/members`;
  const { data } = await (await page.request.get(members)).json();
  const grace = data.find(({ name }: { name: string }) => name === "Grace Hopper");
  await createKey(page, { name: "Export", owner: { type: "user", id: grace.userId } });
  const suspended = await page.request.patch(`${members}/${grace.id}`, {
    headers: { origin },
    data: { status: "suspended" },
  });
  expect(suspended.status()).toBe(200);
  await openList(page, `?owner=${grace.userId}&ownerSuspended=true`);
  await expect(page.getByRole("link", { name: "Export" })).toBeVisible();
  const owner = page.getByRole("combobox", { name: "Owner" });
  await expect(owner).toHaveValue(grace.userId);
  await expect(owner.locator("optgroup[label=Suspended]").getByRole("option")).toHaveText(["Grace Hopper"]);
});

test("ignores an owner in the URL that isn't an ID", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  await openList(page, "?owner=%00");
  await expect(page.getByRole("link", { name: "Billing" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Clear filters" })).toBeHidden();
});

test("counts what each tab and quick filter shows", async ({ page }) => {
  await signUp(page);
  const { origin } = new URL(page.url());
  const soon = new Date(Date.now() + 86_400_000).toISOString();
  await createKey(page, { name: "Billing", expiresAt: soon });
  await createKey(page, { name: "Mirror" });
  const { id } = await createKey(page, { name: "Nightly", expiresAt: soon });
  const disabled = await page.request.post(`/v1/api/keys/${id}/disable`, { headers: { origin } });
  expect(disabled.status()).toBe(200);
  await openList(page);
  const rows = page.locator("[data-key-row]");
  await expect(rows).toHaveCount(2);
  await expect(page.getByText("1–2 of 2")).toBeVisible();
  for (const [link, count] of [
    ["Inactive 1", 1],
    ["All 3", 3],
    ["Expiring soon 1", 1],
    ["Active 1", 1],
  ] as const) {
    await page.getByRole("link", { name: link, exact: true }).click();
    await expect(rows).toHaveCount(count);
  }
  await expect(page).toHaveURL(/\?tab=active&expiring=true$/);
  await expect(page.getByRole("link", { name: "Billing" })).toBeVisible();
});

test("hides columns, saves the view and exports it", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "=Billing" });
  await createKey(page, { name: "Mirror" });
  await openList(page, "?q=billing");
  await page.getByRole("button", { name: "View" }).click();
  await page.getByRole("menuitemcheckbox", { name: "Owner" }).click();
  await expect(page).toHaveURL(/\?q=billing&hide=owner$/);
  await expect(page.getByRole("columnheader", { name: "Owner" })).toHaveCount(0);
  await page.getByRole("menuitem", { name: "Save this view…" }).click();
  await page.getByLabel("Name of this view").fill("Money");
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);

  await openList(page);
  await page.getByRole("button", { name: "View" }).click();
  await page.getByRole("menuitem", { name: "Money" }).click();
  await expect(page).toHaveURL(/\?q=billing&hide=owner$/);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^api-keys-\d{4}-\d\d-\d\d\.csv$/);
  const lines = (await readFile(await download.path(), "utf8")).trimEnd().split("\r\n");
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`,"'=Billing",`);
});
