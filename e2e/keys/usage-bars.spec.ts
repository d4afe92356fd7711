import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, getStatusWith, signUp } from "#e2e/people.ts";

test("shows the requests of each key, and those of each day on hover and focus", async ({ page }) => {
  await signUp(page);
  const { secret } = await createKey(page, { name: "Billing", permissions: ["workers:read"] });
  await createKey(page, { name: "Spare" });
  expect(await getStatusWith(page, secret)).toBe(200);
  expect(await getStatusWith(page, secret)).toBe(200);
  const rejected = await page.request.get("/v1/api/fhir/servers", {
    headers: { authorization: `Bearer ${secret}`, cookie: "" },
  });
  expect(rejected.status()).toBe(403);

  const label = "3 requests in the last 7 days, 1 rejected";
  // Rendered on the server. Usage is written every few seconds.
  await expect(async () => {
    expect(await (await page.request.get(page.url())).text()).toContain(label);
  }).toPass({ timeout: 30_000 });

  await page.reload();
  const bars = page.getByRole("img", { name: /requests? in the last 7 days/ });
  const used = page.getByRole("row").filter({ hasText: "Billing" }).getByRole("img", { name: label });
  await expect(used).toBeVisible();
  await expect(bars).toHaveCount(2);
  await expectNoFindings(page, "the list with bars");
  const days = page.getByRole("tooltip").getByRole("row");
  await used.hover();
  // One for each day below the heading.
  await expect(days).toHaveCount(8);
  await expectNoFindings(page, "the requests of each day");
  await page.mouse.move(0, 0);
  await expect(days).toHaveCount(0);
  await page.getByRole("link", { name: "Billing" }).focus();
  await page.keyboard.press("Tab");
  await expect(days).toHaveCount(8);
  await page.keyboard.press("Escape");
  await expect(days).toHaveCount(0);
  await page.setViewportSize({ width: 390, height: 844 });
  await used.scrollIntoViewIfNeeded();
  await expect(used).toBeInViewport({ ratio: 1 });
});
