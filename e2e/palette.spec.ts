import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { createAccount, createKey, openKeys, signUp } from "./people.ts";

/** How many animations and transitions run right after the theme has changed. Waits for that change. */
function countAnimationsOfThemeSwitch(page: Page): Promise<number> {
  const count = () =>
    new Promise<number>((resolve) => {
      const observer = new MutationObserver(() => resolve(document.getAnimations().length));
      observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    });
  return page.evaluate(count);
}

const title = "Search pages, keys, apps, FHIR servers, people, docs and actions";

test("Ctrl K opens pages, keys by name and the form for a new key, and changes the theme", async ({
  page,
}) => {
  await createAccount(page);
  await createKey(page, { name: "Nightly export" });
  await openKeys(page);
  await page.waitForLoadState("networkidle");
  const field = page.getByRole("combobox", { name: title });

  await page.keyboard.press("Control+k");
  await field.fill("audit");
  await expect(page.getByRole("option", { name: "Audit log Settings" })).toHaveAttribute(
    "aria-selected",
    "true",
  );
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Audit log", level: 1 })).toBeVisible();

  await page.keyboard.press("Control+k");
  await field.fill("nightly");
  await expect(page.getByRole("option", { name: /Nightly export/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Nightly export", level: 1 })).toBeVisible();

  await page.keyboard.press("Control+k");
  await expect(
    page.getByRole("group", { name: "Recent" }).getByRole("option", { name: /Nightly export/ }),
  ).toBeVisible();
  const animations = countAnimationsOfThemeSwitch(page);
  await field.fill("dark");
  await page.getByRole("option", { name: "Use the dark theme" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  expect(await animations, "animations despite reduced motion").toBe(0);

  await page.keyboard.press("Control+k");
  await field.fill("generate");
  await page.getByRole("option", { name: /^Generate New Key/ }).click();
  await expect(page.getByRole("dialog", { name: "Generate New Key" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(field, "Ctrl K does not leave an open form").toBeHidden();
});

test("finds a key by its id, an app and a FHIR server by their names, people, the docs and API operations", async ({
  page,
}) => {
  const { email } = await createAccount(page, "Grace Hopper");
  const { id } = await createKey(page, { name: "Billing" });
  await openKeys(page);
  const app = { name: "Ward reports", kind: "service", environment: "development", scopes: [] };
  const origin = new URL(page.url()).origin;
  const registered = await page.request.post("/v1/api/apps", { headers: { origin }, data: app });
  expect(registered.status()).toBe(201);
  const server = { name: "Cardiology", baseUrl: "https://fhir.example.com/r4", environment: "development" };
  await page.request.post("/v1/api/fhir/servers", { headers: { origin }, data: server });
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", { name: title });
  await field.fill(id);
  await expect(page.getByRole("option", { name: /Billing/ })).toBeVisible();
  await field.fill("ward rep");
  await expect(
    page.getByRole("group", { name: "Apps" }).getByRole("option", { name: /Ward reports/ }),
  ).toBeVisible();
  await field.fill("cardiology");
  await expect(
    page.getByRole("group", { name: "FHIR servers" }).getByRole("option", { name: /Cardiology/ }),
  ).toBeVisible();
  await field.fill("grace hop");
  await expect(page.getByRole("option", { name: `Grace Hopper ${email}`, exact: true })).toBeVisible();
  await field.fill("rate limit headers");
  await expect(page.getByRole("group", { name: "Docs" }).getByRole("option").first()).toBeVisible();
  await field.fill("post lookup");
  await page.getByRole("option", { name: /Find the key that a secret belongs to/ }).click();
  // The first reader of a page waits until it is rendered.
  await expect(page).toHaveURL(/\/docs\/api\/keys#lookUpKey$/, { timeout: 30_000 });
});

test("rotates a key that is named after the action, also on its own page", async ({ page }) => {
  await createAccount(page);
  await createKey(page, { name: "Billing" });
  await openKeys(page);
  const field = page.getByRole("combobox", { name: title });
  const dialog = page.getByRole("dialog", { name: "Rotate Billing" });
  await page.keyboard.press("Control+k");
  await page.getByRole("option", { name: "Rotate a key…" }).click();
  await expect(field, "asks for the key").toHaveValue("rotate ");
  await expect(field).toBeFocused();
  for (const place of ["on another page", "on the key's page"]) {
    if (place === "on the key's page") await page.keyboard.press("Control+k");
    await field.fill("rotate bill");
    await page.getByRole("option", { name: /^Rotate Billing…/ }).click();
    await expect(dialog, place).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0);
  }
});

test("opens the invitation form from anywhere", async ({ page }) => {
  await signUp(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: title }).fill("invite");
  await page.getByRole("option", { name: "Invite a member…" }).click();
  await expect(page.getByRole("dialog", { name: /Invite/ })).toBeVisible();
});

test.describe("a pasted secret", () => {
  test.use({ expectedConsoleErrors: [/404 \(Not Found\)/] });

  test("leads to its key without getting into an address", async ({ page }) => {
    await createAccount(page);
    const { secret } = await createKey(page, { name: "Billing" });
    await openKeys(page);
    const addresses: string[] = [];
    page.on("request", (request) => addresses.push(request.url()));
    const field = page.getByRole("combobox", { name: title });
    await page.keyboard.press("Control+k");
    await field.fill(secret.slice(0, 20));
    await expect(page.getByText("This looks like a secret or part of one.")).toBeVisible();
    for (const start of ["be_app_", "bet_", "be_scim_"]) {
      await field.fill(`${start}${"0".repeat(49)}`);
      await expect(page.getByText("This looks like a secret or part of one.")).toBeVisible();
    }
    await field.fill(`be_${"0".repeat(46)}`);
    await expect(page.getByText(/^No key of .+ has the secret be_/)).toBeVisible();
    await field.fill(`export KEY=${secret}`);
    await page.getByRole("option", { name: /Billing/ }).click();
    await expect(page.getByRole("heading", { name: "Billing", level: 1 })).toBeVisible();
    expect(addresses.join("\n")).not.toContain(secret.slice(0, 20));
    expect(addresses.join("\n")).not.toContain("0".repeat(20));
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(stored).not.toContain(secret.slice(0, 20));
  });
});

test("offers to explain a pasted request id", async ({ page }) => {
  await signUp(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: title }).fill("x-request-id: req_01m84g7mvyehhrabkject7byh5");
  await expect(page.getByRole("option", { name: /^Explain this request/ })).toHaveAttribute(
    "aria-selected",
    "true",
  );
});

test("is loaded before it is opened for the first time", async ({ page, context }) => {
  await signUp(page);
  const field = page.getByRole("combobox", { name: title });
  // A busy machine can still be loading it. Once it has been, it opens without the network.
  await expect(async () => {
    await context.setOffline(false);
    await page.reload();
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve)));
    await page.waitForLoadState("networkidle");
    await context.setOffline(true);
    await page.keyboard.press("Control+k");
    await expect(field).toBeFocused({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await context.setOffline(false);
});

test("forgets what was opened when the person signs out", async ({ page }) => {
  await createAccount(page);
  await createKey(page, { name: "Nightly export" });
  await openKeys(page);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: title }).fill("nightly");
  await page.getByRole("option", { name: /Nightly export/ }).click();
  await expect(page.getByRole("heading", { name: "Nightly export", level: 1 })).toBeVisible();
  const read = () => page.evaluate(() => JSON.stringify({ ...localStorage }));
  expect(await read()).toContain("Nightly export");
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/sign-in/);
  expect(await read()).not.toContain("Nightly export");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("fills the screen and returns the focus to its button", async ({ page }) => {
    await signUp(page);
    const button = page.getByRole("button", { name: "Search", exact: true });
    await button.tap();
    const field = page.getByRole("combobox", { name: title });
    await expect(field).toBeFocused();
    expect(await page.getByRole("dialog").boundingBox()).toMatchObject({
      x: 0,
      y: 0,
      width: 390,
      height: 844,
    });
    await page.getByRole("button", { name: "Close search" }).tap();
    await expect(field).toHaveCount(0);
    await expect(button).toBeFocused();
  });
});
