import { expect, test } from "./fixtures.ts";
import { createKey, getStatusWith, signUp } from "./people.ts";

test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

test("on a phone a key can be generated, and nothing is out of reach", async ({ page }) => {
  await signUp(page);
  await createKey(page, { name: "A key with a rather long name that has to go somewhere" });
  await page.reload();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, "the page does not scroll sideways").toBeLessThanOrEqual(390);
  await page.getByRole("button", { name: "Generate New Key" }).first().tap();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("Phone");
  await form.getByRole("button", { name: "Generate key" }).tap();
  const reveal = page.getByRole("alertdialog");
  const secret = await reveal.getByRole("textbox").first().inputValue();
  await reveal.getByRole("button", { name: "I have stored it" }).tap();
  await expect(reveal).toBeHidden();
  expect(await getStatusWith(page, secret)).toBe(200);
  await expect(page.getByRole("button", { name: "Actions for Phone" })).toBeVisible();
});
