import { expect, test } from "#e2e/fixtures.ts";
import { createKey, signUp } from "#e2e/people.ts";

const names = [
  "<script>window.injected = true</script>",
  '"><img src=x onerror="window.injected = true">',
  "👩‍🚀 🦊 🇪🇺",
  "مفتاح الإنتاج",
  "é".repeat(100),
];

test("shows names exactly as entered, everywhere", async ({ page }) => {
  await signUp(page, "<b>Zoë</b> עדה");
  await expect(page.getByText("<b>Zoë</b> עדה").first()).toBeVisible();
  for (const name of names) await createKey(page, { name, description: name });
  await page.reload();
  for (const name of names) {
    await expect(page.getByText(name, { exact: true }).first()).toBeVisible();
    await expect(page.getByRole("button", { name: `Actions for ${name}`, exact: true })).toBeVisible();
  }
  expect(await page.evaluate(() => "injected" in window)).toBe(false);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(overflow, "the page is not wider than the window").toBeLessThanOrEqual(0);
});

test("keeps a row's menu in view and the page within the window when the columns need more room", async ({
  page,
}) => {
  await signUp(page, "Katherine Coleman Goble Johnson");
  await createKey(page, {
    name: "Appointment reminders",
    permissions: ["fhir.servers:read", "workers:read"],
  });
  for (const width of [1024, 1440]) {
    await page.setViewportSize({ width, height: 800 });
    await page.reload();
    const menu = page.getByRole("button", { name: "Actions for Appointment reminders" });
    await menu.scrollIntoViewIfNeeded();
    await expect(menu).toBeInViewport({ ratio: 1 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, `at ${width} pixels`).toBeLessThanOrEqual(width);
  }
});
