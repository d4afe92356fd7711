import { expectNoFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { createKey, getStatusWith, signUp } from "./people.ts";

test("the list draws the last days of a key that was used, says them in words, and draws nothing for another", async ({
  page,
}) => {
  await signUp(page);
  const { secret } = await createKey(page, { name: "Billing", permissions: ["workers:read"] });
  await createKey(page, { name: "Spare" });
  expect(await getStatusWith(page, secret)).toBe(200);
  expect(await getStatusWith(page, secret)).toBe(200);
  const refused = await page.request.get("/v1/api/fhir/servers", {
    headers: { authorization: `Bearer ${secret}`, cookie: "" },
  });
  expect(refused.status()).toBe(403);

  const words = "3 verifications in 7 days, 1 refused";
  // Drawn before any script runs; uses are written every few seconds.
  await expect(async () => {
    expect(await (await page.request.get(page.url())).text()).toContain(words);
  }).toPass({ timeout: 30_000 });

  await page.reload();
  const bars = page.getByRole("img", { name: /verifications? in 7 days/ });
  await expect(
    page.getByRole("row").filter({ hasText: "Billing" }).getByRole("img", { name: words }),
  ).toBeVisible();
  await expect(bars).toHaveCount(1);
  await expectNoFindings(page, "the list with bars");
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(bars).toBeInViewport({ ratio: 1 });
});
