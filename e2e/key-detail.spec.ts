import type { Page } from "@playwright/test";
import { expectNoFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { createKey, getStatusWith, inviteViewer, signUp, teamPath } from "./people.ts";

async function openKey(page: Page, id: string): Promise<void> {
  await page.goto(teamPath(page, `settings/api-keys/${id}`));
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
}

async function readKey(page: Page, id: string) {
  return (await page.request.get(`/v1/api/keys/${id}`)).json();
}

test("a key's page is reached by its name, and tells its secrets, permissions, calls and history", async ({
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
  const history = page.getByRole("list", { name: "What was done to this key" });
  await expect(history).toContainText("Ada Lovelace rotated the key Billing");
  // Uses are written every few seconds.
  await expect(async () => {
    await page.reload();
    const calls = page.getByRole("list", { name: "Calls by outcome" });
    await expect(calls).toContainText("Accepted2", { timeout: 500 });
  }).toPass({ timeout: 30_000 });
  await expect(
    page.getByText(/The old secret is still used: \d calls? since the rotation from 127/),
  ).toBeVisible();

  await page.getByRole("button", { name: "Finish rotation" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Finish now" }).click();
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(page.getByText("A rotation is in progress.")).toBeHidden();
  expect(await getStatusWith(page, secret)).toBe(401);
});

test("a table too wide for the window is scrolled by the keyboard, and is no stop on the way otherwise", async ({
  page,
}) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  await openKey(page, id);
  const secrets = page.getByRole("table", { name: "Secrets of this key" }).locator("..");
  // Counted: what stood in its place is gone.
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

test("a key's page says where it lies, and leads back there", async ({ page }) => {
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

test("a viewer sees the key and what it tells of itself, but neither who did what nor a way to change it", async ({
  page,
  browser,
}) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  const viewer = await inviteViewer(page, browser);
  await openKey(viewer, id);
  await expect(viewer.getByText("Only admins and owners see who did what.")).toBeVisible();
  await expect(viewer.getByText("The key was generated")).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Edit" })).toBeDisabled();
  await expect(viewer.getByRole("button", { name: "Test key" })).toHaveCount(0);
  await viewer.context().close();
});

test("another team's key is not there", async ({ page, browser }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Ours" });
  const stranger = await (await browser.newContext({ baseURL: new URL(page.url()).origin })).newPage();
  await signUp(stranger, "Grace Hopper");
  const answer = await stranger.request.get(teamPath(stranger, `settings/api-keys/${id}`));
  expect(answer.status()).toBe(404);
  expect(await answer.text()).not.toContain("Ours");
  await stranger.context().close();
});

test("the test shows each check in its order, spends nothing, and leaves the secret nowhere", async ({
  page,
}) => {
  await signUp(page);
  const fields = { name: "Nightly", permissions: ["workers:read"], allowedIps: ["203.0.113.0/24"] };
  const { id, secret } = await createKey(page, fields);
  await openKey(page, id);
  const panel = page.getByRole("region", { name: "Test this key" });
  const checks = panel.getByRole("list", { name: /^Checks/ });
  const test = panel.getByRole("button", { name: "Test key" });
  await test.click();
  await expect(panel.getByText("Paste a secret key first")).toBeVisible();
  await panel.getByLabel("Secret key").fill(secret);
  await panel.getByLabel("Permission").selectOption("workers:write");
  await test.click();
  await expect(panel.getByText("IP_NOT_ALLOWED")).toBeVisible();
  const words = [/Passed$/, /Passed$/, /Passed$/, /Passed$/, /Failed$/];
  await expect(checks.getByRole("listitem")).toHaveText([...words, ...Array(3).fill(/Not reached$/)]);

  await panel.getByLabel("Client IP address").fill("203.0.113.9");
  await test.click();
  await expect(panel.getByText("INSUFFICIENT_PERMISSIONS")).toBeVisible();
  await panel.getByLabel("Permission").selectOption("workers:read");
  await test.click();
  await expect(panel.getByText("This call would be accepted.")).toBeVisible();
  await expect(panel.getByText("1,000 of 1,000 calls left in this minute.")).toBeVisible();

  const kept = await page.evaluate(() => ({ ...localStorage, ...sessionStorage }));
  expect(`${JSON.stringify(kept)} ${page.url()} ${await page.content()}`).not.toContain(secret);
  expect((await readKey(page, id)).lastUsedAt, "a test is no call").toBeNull();
});

test("everything a key can be given is asked for, checked while it is typed, and kept through a reload", async ({
  page,
}) => {
  await signUp(page);
  const form = page.getByRole("dialog");
  const start = page.getByRole("button", { name: "Generate New Key" }).first();
  await start.click();
  await form.getByLabel("Name").fill("Export");
  await form.getByLabel("Only what I choose").check();
  await form.getByLabel("Search permissions").fill("fhir");
  await form.getByRole("checkbox", { name: "fhir.servers:read" }).check();
  await form.getByText("More options").click();
  const addresses = form.getByRole("textbox", { name: /Allowed IP addresses/ });
  await addresses.pressSequentially("10.0.0.300");
  await expect(form.getByText("This is no address or block.")).toBeVisible();
  await addresses.fill("203.0.113.77/24");
  await addresses.press("Enter");
  const entered = form.getByRole("list", { name: "Allowed IP addresses" });
  await expect(entered.getByRole("listitem")).toHaveText("203.0.113.0/24");
  await form.getByRole("button", { name: "Add my address" }).click();
  await expect(entered.getByRole("listitem")).toHaveCount(2);

  await page.reload();
  await expect(form).toHaveCount(0);
  await start.click();
  await expect(form.getByText("What you had typed is back.")).toBeVisible();
  await expect(form.getByLabel("Name")).toHaveValue("Export");
  await form.getByText("More options").click();
  await expect(entered.getByRole("listitem")).toHaveCount(2);
  await form.getByRole("button", { name: "Remove 127.0.0.1/32" }).click();
  await form.getByLabel(/Calls per minute/).fill("many");
  await form.getByRole("button", { name: "Add field" }).click();
  await form.getByLabel("Field 1", { exact: true }).fill("service");
  await form.getByLabel("Value 1", { exact: true }).fill("export");
  await form.getByLabel("The team", { exact: true }).check();
  await form.getByLabel("Role it acts in").selectOption("viewer");
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(form.getByText("Must be a whole number")).toBeVisible();
  await form.getByLabel(/Calls per minute/).fill("60");
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
  await expect(form.getByLabel("Name"), "what was made is no draft any more").toHaveValue("");
});

test("an admin makes a key for another member, who has to be chosen and whose role it then follows", async ({
  page,
  browser,
}) => {
  await signUp(page);
  const viewer = await inviteViewer(page, browser);
  await page.reload();
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("For Vera");
  await form.getByText("More options").click();
  await form.getByLabel("Another member").check();
  await form.getByRole("button", { name: "Generate key" }).click();
  await expect(form.getByText("Choose whose key it is")).toBeVisible();
  await form.getByLabel("Whose key it is").selectOption({ label: "Vera Viewer (viewer)" });
  await expect(form.getByLabel("Everything Vera Viewer's role may do (viewer)")).toBeChecked();
  await form.getByRole("button", { name: "Generate key" }).click();
  await page.getByRole("button", { name: "I have stored it" }).click();
  const { data } = await (await page.request.get("/v1/api/keys")).json();
  expect(data).toMatchObject([
    { name: "For Vera", owner: { type: "user", name: "Vera Viewer", role: "viewer" } },
  ]);
  await viewer.context().close();
});

test("an edit sends only what was changed", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing", description: "Old", metadata: { retries: 3 } });
  await openKey(page, id);
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("dialog").getByLabel("Description").fill("New");
  const request = page.waitForRequest((sent) => sent.method() === "PATCH");
  await page.getByRole("button", { name: "Save" }).click();
  expect(Object.keys((await request).postDataJSON()).sort()).toEqual(["description", "expectedUpdatedAt"]);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByText("New", { exact: true }).first()).toBeVisible();
  expect(await readKey(page, id)).toMatchObject({ description: "New", metadata: { retries: 3 } });
});

test("axe finds nothing on a key's page, its test, and the forms with everything open", async ({ page }) => {
  await signUp(page);
  const fields = { name: "Nightly", permissions: ["workers:read"], allowedIps: ["203.0.113.0/24"] };
  const { id, secret } = await createKey(page, fields);
  const { origin } = new URL(page.url());
  const rotated = await page.request.post(`/v1/api/keys/${id}/rotate`, { headers: { origin }, data: {} });
  expect(rotated.status()).toBe(200);
  await openKey(page, id);
  await expect(page.getByText("Safe to finish")).toBeVisible();
  await page.getByLabel("Secret key").fill(secret);
  await page.getByRole("button", { name: "Test key" }).click();
  await expect(page.getByText("IP_NOT_ALLOWED")).toBeVisible();
  await expectNoFindings(page, "page");
  const form = page.getByRole("dialog");
  const openAll = async (what: string) => {
    await form.getByText("More options").click();
    await form.getByRole("textbox", { name: /Allowed IP/ }).fill("10.0.0.300");
    await form.getByRole("button", { name: "Add field" }).click();
    await expectNoFindings(page, what);
  };
  await page.getByRole("button", { name: "Edit" }).click();
  await openAll("form for a change");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.goto(teamPath(page, "settings/api-keys"));
  await page.getByRole("button", { name: "Generate New Key" }).click();
  await form.getByLabel("Only what I choose").check();
  await openAll("form for a new key");
  await form.getByLabel("The team", { exact: true }).check();
  await expectNoFindings(page, "form for the team's key");
});
