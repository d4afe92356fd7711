import { expect, test } from "#e2e/fixtures.ts";
import { createAccount, createKey, openKeys, signUp } from "#e2e/people.ts";
import { expectNoFindings } from "./axe.ts";

test("axe finds no issues in the command palette: empty, with results and without results", async ({
  page,
}) => {
  await createAccount(page);
  await createKey(page, { name: "Nightly export" });
  await openKeys(page);
  await page.waitForLoadState("networkidle");
  await page.keyboard.press("Control+k");
  const field = page.getByRole("combobox", {
    name: "Search pages, keys, apps, FHIR servers, people, docs and actions",
  });
  await expect(field).toBeVisible();
  await expectNoFindings(page, "nothing typed");
  await field.fill("nightly");
  await expect(page.getByRole("option", { name: /Nightly export/ })).toBeVisible();
  await expectNoFindings(page, "a key found");
  await field.fill("rotate");
  await expect(page.getByRole("group", { name: "API operations" })).toBeVisible();
  await expectNoFindings(page, "actions, docs and operations found");
  await field.fill("xylophone");
  await expect(page.getByText("No results for “xylophone”")).toBeVisible();
  await expectNoFindings(page, "no results");
});

test("axe finds no issues in the team menu", async ({ page }) => {
  await signUp(page);
  await page.getByRole("button", { name: /^Switch team:/ }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await expectNoFindings(page, "team menu");
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test("axe finds no issues in the drawer, in a list of cards and in its bulk action bar", async ({
    page,
  }) => {
    await createAccount(page);
    await createKey(page, { name: "One" });
    await openKeys(page);
    await page.getByRole("button", { name: "Open menu" }).tap();
    const drawer = page.getByRole("dialog", { name: "Menu" });
    await expect(drawer).toBeVisible();
    await expectNoFindings(page, "drawer");
    await drawer.getByRole("button", { name: "Close" }).tap();
    await expect(drawer).toBeHidden();
    await page.getByRole("button", { name: "Search", exact: true }).tap();
    await expect(
      page.getByRole("combobox", {
        name: "Search pages, keys, apps, FHIR servers, people, docs and actions",
      }),
    ).toBeVisible();
    await expectNoFindings(page, "command palette");
    await page.getByRole("button", { name: "Close search" }).tap();
    await page.getByRole("checkbox", { name: "Select One" }).check();
    await expect(page.getByRole("region", { name: "Selected keys" })).toBeVisible();
    await expectNoFindings(page, "a selected card");
  });
});
