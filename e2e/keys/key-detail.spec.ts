import type { Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, getStatusWith, inviteViewer, signUp, teamPath } from "#e2e/people.ts";

async function openKey(page: Page, id: string): Promise<void> {
  await page.goto(teamPath(page, `settings/api-keys/${id}`));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

async function readKey(page: Page, id: string) {
  return (await page.request.get(`/v1/api/keys/${id}`)).json();
}

test("opens a key's page from its name, and shows secrets, permissions, requests and history", async ({
  page,
}) => {
  await signUp(page);
  const { id, secret } = await createKey(page, { name: "Billing", permissions: ["workers:read"] });
  expect(await getStatusWith(page, secret)).toBe(200);
  const rotated = await page.request.post(`/v1/api/keys/${id}/rotate`, {
    headers: { origin: new URL(page.url()).origin },
    data: { gracePeriodSeconds: 3600 },
  });
  expect(rotated.status()).toBe(200);
  expect(await getStatusWith(page, secret)).toBe(200);
  await page.reload();
  await page.getByRole("link", { name: "Billing" }).click();
  await expect(page).toHaveURL(new RegExp(`/settings/api-keys/${id}$`));
  await expect(page.getByText("A rotation is in progress.")).toBeVisible();
  const secrets = page.getByRole("table", { name: "Secrets of this key" });
  await expect(secrets.getByRole("row")).toHaveCount(3);
  const permissions = page.getByRole("region", { name: "Permissions in effect" });
  await expect(permissions.getByRole("listitem")).toHaveText(/workers:read/);
  const tabs = page.getByRole("navigation", { name: "Key", exact: true });
  await tabs.getByRole("link", { name: "History" }).click();
  const history = page.getByRole("list", { name: "History of this key" });
  await expect(history).toContainText("Ada Lovelace rotated the key Billing");
  await tabs.getByRole("link", { name: "Usage" }).click();
  await expect(page).toHaveURL(/tab=usage/);
  // Usage is written every few seconds.
  await expect(async () => {
    await page.reload();
    const outcomes = page.getByRole("table", { name: "By outcome" });
    const accepted = outcomes.getByRole("row", { name: /Accepted/ });
    await expect(accepted.getByRole("cell", { name: "2", exact: true })).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 60_000 });
  const changes = page.getByRole("list", { name: "Changes in this period" });
  await expect(changes).toContainText("Ada Lovelace rotated the key");
  await expect(
    page.getByText(/The previous secret is still in use: \d requests? since the rotation from 127/),
  ).toBeVisible();

  await page.getByRole("button", { name: "Finish rotation" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Finish rotation" }).click();
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(page.getByText("A rotation is in progress.")).toBeHidden();
  expect(await getStatusWith(page, secret)).toBe(401);
});

test("scrolls a table by keyboard only if it is too wide for the window", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  await openKey(page, id);
  const secrets = page.getByRole("table", { name: "Secrets of this key" }).locator("..");
  // Wait until the counts have replaced the placeholder.
  await expect(secrets.getByRole("cell", { name: "0", exact: true })).toBeVisible();
  await secrets.evaluate((area) => {
    area.style.width = "20rem";
  });
  await expect(secrets).toHaveAttribute("tabindex", "0");
  await secrets.focus();
  await page.keyboard.press("ArrowRight");
  await expect.poll(() => secrets.evaluate((area) => area.scrollLeft)).toBeGreaterThan(0);
  await secrets.evaluate((area) => {
    area.style.width = "";
  });
  await expect(secrets).not.toHaveAttribute("tabindex");
});

test("shows breadcrumbs on a key's page that lead back to the list", async ({ page }) => {
  await signUp(page);
  const name = `Nightly ${"export".repeat(15)}`;
  const { id } = await createKey(page, { name });
  await openKey(page, id);
  const trail = page.getByRole("navigation", { name: "Breadcrumb" });
  await expect(trail.getByRole("listitem")).toHaveText([/^Settings/, /^API Keys/, name]);
  await expect(trail.locator("[aria-current=page]")).toHaveText(name);
  await trail.getByRole("link", { name: "API Keys" }).click();
  await expect(page.getByRole("heading", { name: "API Keys", level: 1 })).toBeVisible();
  await expect(trail.getByRole("listitem")).toHaveText([/^Settings/, "API Keys"]);
  await expect(trail.getByRole("link")).toHaveCount(0);
});

test("shows a viewer the key without its audit events and without actions", async ({ page, browser }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  const viewer = await inviteViewer(page, browser);
  await openKey(viewer, id);
  await expect(viewer.getByRole("button", { name: "Edit" })).toBeDisabled();
  await expect(viewer.getByRole("button", { name: "Test key" })).toHaveCount(0);
  await viewer.getByRole("link", { name: "History" }).click();
  await expect(viewer.getByText("Only admins and owners can see who did what.")).toBeVisible();
  await expect(viewer.getByText("Key generated")).toBeVisible();
  await viewer.context().close();
});

test("responds with 404 for the key of another team", async ({ page, browser }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Ours" });
  const stranger = await (await browser.newContext({ baseURL: new URL(page.url()).origin })).newPage();
  await signUp(stranger, "Grace Hopper");
  const response = await stranger.request.get(teamPath(stranger, `settings/api-keys/${id}`));
  expect(response.status()).toBe(404);
  expect(await response.text()).not.toContain("Ours");
  await stranger.context().close();
});

test("tests a key check by check, without using its rate limit or storing the secret", async ({ page }) => {
  await signUp(page);
  const fields = { name: "Nightly", permissions: ["workers:read"], allowedIps: ["203.0.113.0/24"] };
  const { id, secret } = await createKey(page, fields);
  await openKey(page, id);
  const panel = page.getByRole("region", { name: "Test this key" });
  const checks = panel.getByRole("list", { name: /^Checks/ });
  const test = panel.getByRole("button", { name: "Test key" });
  await test.click();
  await expect(panel.getByText("Paste a secret first")).toBeVisible();
  await panel.getByLabel("Secret", { exact: true }).fill(secret);
  await panel.getByLabel("Permission").selectOption("workers:write");
  await test.click();
  await expect(panel.getByText("IP_NOT_ALLOWED")).toBeVisible();
  const firstChecks = [/Passed$/, /Passed$/, /Passed$/, /Passed$/, /Failed$/];
  await expect(checks.getByRole("listitem")).toHaveText([
    ...firstChecks,
    ...Array(3).fill(/Skipped after the failure$/),
  ]);

  await panel.getByLabel("Client IP address").fill("203.0.113.9");
  await test.click();
  await expect(panel.getByText("INSUFFICIENT_PERMISSIONS")).toBeVisible();
  await panel.getByLabel("Permission").selectOption("workers:read");
  await test.click();
  await expect(panel.getByText("This request would be accepted.")).toBeVisible();
  await expect(panel.getByText("1,000 of 1,000 requests left this minute.")).toBeVisible();

  const stored = await page.evaluate(() => ({ ...localStorage, ...sessionStorage }));
  expect(`${JSON.stringify(stored)} ${page.url()} ${await page.content()}`).not.toContain(secret);
  expect((await readKey(page, id)).lastUsedAt, "a test doesn't count as a request").toBeNull();
});

test("sets every option of a new key, validates while typing, and keeps the draft through a reload", async ({
  page,
}) => {
  await signUp(page);
  const form = page.getByRole("dialog");
  const start = page.getByRole("button", { name: "Generate New Key" }).first();
  await start.click();
  await form.getByLabel("Name").fill("Export");
  await expect(form.getByRole("radio", { name: "Read only" })).toBeChecked();
  await form.getByRole("radio", { name: "Custom" }).check();
  await form.getByRole("button", { name: "Clear", exact: true }).click();
  await form.getByLabel("Search permissions").fill("fhir");
  await form.getByRole("checkbox", { name: "fhir.servers:read" }).check();
  await form.getByText("More options").click();
  const addresses = form.getByRole("textbox", { name: /Allowed IP addresses/ });
  await addresses.pressSequentially("10.0.0.300");
  await expect(form.getByText("Not a valid IP address or CIDR block.")).toBeVisible();
  await addresses.fill("203.0.113.77/24");
  await addresses.press("Enter");
  const entered = form.getByRole("list", { name: "Allowed IP addresses" });
  await expect(entered.getByRole("listitem")).toHaveText("203.0.113.0/24");
  await form.getByRole("button", { name: "Add my IP address" }).click();
  await expect(entered.getByRole("listitem")).toHaveCount(2);

  await page.reload();
  await expect(form).toHaveCount(0);
  await start.click();
  await expect(form.getByText("Your draft was restored.")).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("Export");
  await form.getByText("More options").click();
  await expect(entered.getByRole("listitem")).toHaveCount(2);
  await form.getByRole("button", { name: "Remove 127.0.0.1/32" }).click();
  await form.getByLabel(/Requests per minute/).fill("many");
  await form.getByRole("button", { name: "Add field" }).click();
  await form.getByLabel("Field 1", { exact: true }).fill("service");
  await form.getByLabel("Value 1", { exact: true }).fill("export");
  await form.getByLabel("The team", { exact: true }).check();
  await form.getByLabel("Role of the key").selectOption("viewer");
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(form.getByText("Must be a whole number")).toBeVisible();
  await form.getByLabel(/Requests per minute/).fill("60");
  await form.getByRole("button", { name: "Generate key" }).click();
  await page.getByRole("button", { name: "I have stored it" }).click();
  const { data } = await (await page.request.get("/v1/api/keys")).json();
  expect(data[0]).toMatchObject({
    name: "Export",
    owner: { type: "team", role: "viewer" },
    permissions: ["fhir.servers:read"],
    allowedIps: ["203.0.113.0/24"],
    rateLimit: { perMinute: 60, per10Seconds: null },
    metadata: { service: "export" },
  });
  await page.reload();
  await start.click();
  await expect(form.getByLabel("Name"), "the draft is gone after the key was created").toHaveValue("");
});

test("generates a key for another member, with their role", async ({ page, browser }) => {
  await signUp(page);
  const viewer = await inviteViewer(page, browser);
  await page.reload();
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("For Vera");
  await form.getByText("More options").click();
  await form.getByLabel("Another member").check();
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(form.getByText("Select a member")).toBeVisible();
  await form.getByLabel("Member", { exact: true }).selectOption({ label: "Vera Viewer (viewer)" });
  await form.getByRole("radio", { name: "Full access" }).check();
  await expect(form.getByText("All permissions of Vera Viewer's role (viewer).")).toBeVisible();
  await form.getByRole("button", { name: "Generate key" }).click();
  await page.getByRole("button", { name: "I have stored it" }).click();
  const { data } = await (await page.request.get("/v1/api/keys")).json();
  expect(data).toMatchObject([
    { name: "For Vera", owner: { type: "user", name: "Vera Viewer", role: "viewer" } },
  ]);
  await viewer.context().close();
});

test("sends only the changed fields of an edit", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing", description: "Old", metadata: { retries: 3 } });
  await openKey(page, id);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog").getByLabel("Description").fill("New");
  const request = page.waitForRequest((sent) => sent.method() === "PATCH");
  await page.getByRole("button", { name: "Save changes" }).click();
  expect(Object.keys((await request).postDataJSON()).sort()).toEqual(["description", "expectedUpdatedAt"]);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByText("New", { exact: true }).first()).toBeVisible();
  expect(await readKey(page, id)).toMatchObject({ description: "New", metadata: { retries: 3 } });
});

test("axe finds no problems on a key's page, in its test, and in forms with all options open", async ({
  page,
}) => {
  await signUp(page);
  const fields = { name: "Nightly", permissions: ["workers:read"], allowedIps: ["203.0.113.0/24"] };
  const { id, secret } = await createKey(page, fields);
  const { origin } = new URL(page.url());
  const rotated = await page.request.post(`/v1/api/keys/${id}/rotate`, { headers: { origin }, data: {} });
  expect(rotated.status()).toBe(200);
  await openKey(page, id);
  await expect(page.getByText("Safe to finish")).toBeVisible();
  await page.getByLabel("Secret", { exact: true }).fill(secret);
  await page.getByRole("button", { name: "Test key" }).click();
  await expect(page.getByText("IP_NOT_ALLOWED")).toBeVisible();
  await expectNoFindings(page, "page");
  const form = page.getByRole("dialog");
  const openAll = async (label: string) => {
    await form.getByText("More options").click();
    await form.getByRole("textbox", { name: /Allowed IP/ }).fill("10.0.0.300");
    await form.getByRole("button", { name: "Add field" }).click();
    await expectNoFindings(page, label);
  };
  await page.getByRole("button", { name: "Edit" }).click();
  await openAll("edit form");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.goto(teamPath(page, "settings/api-keys"));
  await page.getByRole("button", { name: "Generate New Key" }).click();
  await form.getByRole("radio", { name: "Custom" }).check();
  await openAll("form of a new key");
  await form.getByLabel("The team", { exact: true }).check();
  await expectNoFindings(page, "form of a team's key");
});
