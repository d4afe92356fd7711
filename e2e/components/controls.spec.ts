import type { Locator, Page } from "@playwright/test";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, openKeys, signUp, teamPath } from "#e2e/people.ts";
import { chooseOption, openSelect } from "#e2e/support/choose-option.ts";

test("selects a filter in the popup, with the mouse and with the keyboard", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "Billing" });
  await openKeys(page);
  const environment = page.getByRole("combobox", { name: "Environment" });
  await chooseOption(page, environment, "Development");
  await expect(environment).toHaveValue("development");
  await expect(page).toHaveURL(/\?environment=development$/);
  await expect(environment).toBeFocused();

  await environment.press("Enter");
  const list = page.getByRole("listbox", { name: "Environment" });
  await expect(list.getByRole("option", { name: "Development" })).toBeFocused();
  await page.keyboard.press("Home");
  await page.keyboard.press("Enter");
  await expect(environment).toHaveValue("");
  await expect(environment).toBeFocused();

  await openSelect(page, environment);
  await page.keyboard.press("Escape");
  await expect(list).toHaveCount(0);
  await expect(environment).toBeFocused();
});

test("searches a long list of options", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  await page.goto(teamPath(page, `settings/api-keys/${id}`));
  const permission = page
    .getByRole("region", { name: "Test this key" })
    .getByLabel("Permission", { exact: true });
  const options = await permission.locator("option").allTextContents();
  expect(options.length, "the list is long enough for a search").toBeGreaterThan(10);
  await openSelect(page, permission);
  const search = page.getByRole("combobox", { name: "Search Permission" });
  await expect(search).toBeFocused();
  await search.fill("nothing like this");
  await expect(page.getByText("No results")).toBeVisible();
  await search.fill("workers:write");
  await page.keyboard.press("Enter");
  await expect(permission).toHaveValue("workers:write");

  await expect(page.getByRole("listbox")).toHaveCount(0);
  // A pointer that passes over the list takes the highlight away.
  await openSelect(page, permission);
  await search.fill("workers:read");
  await page.getByRole("listbox").getByRole("option", { name: "workers:read" }).hover();
  await page.mouse.move(0, 0);
  await expect(search).not.toHaveAttribute("aria-activedescendant");
  await page.keyboard.press("Enter");
  await expect(permission).toHaveValue("workers:read");
});

/** Opens the form for a new key, with a date for its expiry. */
async function openDate(page: Page): Promise<Locator> {
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Expires").selectOption({ label: "On a date…" });
  return form.getByLabel("Last day");
}

test("types a date, or selects it in the calendar", async ({ page }) => {
  await signUp(page);
  const date = await openDate(page);
  await date.fill("2099/3/9");
  await date.press("Tab");
  await expect(date).toHaveValue("2099-03-09");
  await date.press("ArrowDown");
  const calendar = page.getByRole("dialog", { name: "Calendar" });
  await expect(calendar.getByRole("button", { name: "Monday, March 9, 2099" })).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("PageDown");
  await expect(calendar.getByRole("button", { name: "Friday, April 10, 2099" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(date).toHaveValue("2099-04-10");
  await expect(calendar).toHaveCount(0);
  await expect(date).toBeFocused();
  await page.getByRole("button", { name: "Open calendar" }).click();
  await calendar.getByRole("button", { name: "Wednesday, April 1, 2099" }).click();
  await expect(date).toHaveValue("2099-04-01");
});

test.describe("on a touch screen", () => {
  test.use({ hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } });

  test("uses the system's date picker", async ({ page }) => {
    await signUp(page);
    await expect(await openDate(page)).toHaveAttribute("type", "date");
    await expect(page.getByRole("button", { name: "Open calendar" })).toHaveCount(0);
  });
});

test.describe("in another time zone", () => {
  test.use({ timezoneId: "Asia/Tokyo", locale: "en-US" });

  test("renders times in the browser's zone on the server", async ({ page }) => {
    await signUp(page);
    const { id } = await createKey(page, { name: "Billing" });
    const path = teamPath(page, `settings/api-keys/${id}`);
    await page.goto(path);
    const created = page.getByRole("region", { name: "Details" }).locator("time").first();
    // The time of the first page without a stored zone changes from UTC to the browser's.
    await expect(created).not.toContainText("UTC");
    const text = await created.textContent();
    const html = await (await page.request.get(path)).text();
    expect(html.replaceAll("\u202f", " ")).toContain(text?.replaceAll("\u202f", " "));
    expect(html).not.toMatch(/\d\d:\d\d UTC</);
  });
});
