import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";

/** The first reader of a page waits until it is rendered. */
const rendering = { timeout: 30_000 };

test("a visitor finds a guide and an API operation by their contents and opens them", async ({
  page,
  baseURL,
}) => {
  await page.goto("/docs");
  await page.getByRole("button", { name: "Search docs" }).click();
  const search = page.getByRole("combobox", { name: "Search the docs and the API" });
  await search.fill("auth_request");
  await expect(page.getByRole("option", { name: /nginx/ }).locator("mark").first()).toHaveText(
    "auth_request",
  );
  await expectNoFindings(page, "results");
  await page.getByRole("option", { name: /nginx/ }).first().click();
  await expect(page).toHaveURL(/\/docs\/proxies#nginx$/, rendering);
  await expect(page.getByRole("heading", { name: "nginx" })).toBeInViewport();

  await page.keyboard.press("Control+k");
  await search.fill("xylophone");
  await expect(page.getByText("No results for “xylophone”")).toBeVisible();
  await expectNoFindings(page, "no results");
  await search.fill("POST rotate");
  await page
    .getByRole("option", { name: /^Rotate a key's secret/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/docs\/api\/keys#rotateKey$/, rendering);
  await expect(page.getByRole("heading", { name: "Rotate a key's secret" })).toBeInViewport();

  await page.getByRole("link", { name: "Authentication", exact: true }).click();
  await expect(page.getByText(`curl ${baseURL}/v1/api/fhir/servers`).first()).toBeVisible(rendering);
});

test("the language of samples is remembered across pages", async ({ page }) => {
  await page.goto("/docs/quick-start");
  const tabs = page.getByRole("tablist", { name: "Language" });
  const python = tabs.first().getByRole("tab", { name: "Python" });
  await expect(page.getByRole("tabpanel", { name: "curl" }).first()).toBeVisible();
  await tabs.first().getByRole("tab", { name: "curl" }).focus();
  await page.keyboard.press("End");
  await expect(python).toBeFocused();
  await expect(python).toHaveAttribute("aria-selected", "true");
  await expect(page.getByRole("tabpanel", { name: "curl" })).toHaveCount(0);
  await expect(page.getByRole("tabpanel", { name: "Python" })).toHaveCount(await tabs.count());
  await page.goto("/docs/api/verification");
  await expect(page.getByRole("tabpanel", { name: "Python" }).first()).toContainText("import requests");
});

test("a copy button copies the sample that is shown", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/docs/quick-start");
  const sample = page
    .getByRole("figure")
    .filter({ has: page.getByRole("tab", { name: "JavaScript" }) })
    .first();
  await sample.getByRole("tab", { name: "JavaScript" }).click();
  await sample.getByRole("button", { name: "Copy" }).click();
  await expect(sample.getByRole("button", { name: "Copied" })).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^const response = await fetch\(.*\n/);
});

test("a reader goes from guide to guide and sees where they are on a page", async ({ page }) => {
  await page.goto("/docs/quick-start");
  await page
    .getByRole("navigation", { name: "Previous and next page" })
    .getByRole("link", { name: /Next/ })
    .click();
  await expect(page.getByRole("heading", { name: "Authentication", level: 1 })).toBeVisible(rendering);
  await expect(page.getByRole("link", { name: "Authentication", exact: true })).toHaveAttribute(
    "aria-current",
    "page",
  );
  const onThisPage = page.getByRole("navigation", { name: "On this page" });
  await onThisPage.getByRole("link", { name: "Idempotent requests" }).click();
  await expect(page).toHaveURL(/#idempotent-requests$/);
  await expect(onThisPage.getByRole("link", { name: "Idempotent requests" })).toHaveAttribute(
    "aria-current",
    "location",
  );
  await page.getByRole("button", { name: "Dark theme" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("the guides and the API reference have a menu and do not scroll sideways", async ({ page }) => {
    for (const path of ["/docs/quick-start", "/docs/proxies", "/docs/api", "/docs/api/keys"]) {
      await page.goto(path);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width, path).toBeLessThanOrEqual(390);
    }
    await page.getByRole("button", { name: "Open docs menu" }).tap();
    const menu = page.getByRole("dialog");
    await expect(menu).toBeVisible();
    await expectNoFindings(page, "menu");
    await menu.getByRole("link", { name: "Rotation", exact: true }).tap();
    await expect(page.getByRole("heading", { name: "Rotation", level: 1 })).toBeVisible(rendering);
    await expect(menu).toHaveCount(0);
  });
});

test.describe("an unknown guide", () => {
  test.use({ expectedConsoleErrors: [/404 \(Not Found\)/] });

  test("answers 404 for any name", async ({ page }) => {
    const names = [
      "nothing",
      "..%2FREADME",
      "decisions%2F0001-fast-hash-for-keys",
      "architecture",
      "api/nothing",
    ];
    for (const name of names) {
      const response = await page.goto(`/docs/${name}`);
      expect(response?.status(), name).toBe(404);
    }
  });
});
