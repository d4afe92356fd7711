import type { Page } from "@playwright/test";
import { expectNoFindings } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { createKey, signUp } from "./people.ts";

const keyLabel = "Your API key, to try calls with";

async function open(page: Page, path: string): Promise<ReturnType<Page["locator"]>> {
  const call = page.locator("details", { has: page.getByText(path, { exact: true }) }).first();
  await call.locator("summary").first().click();
  await expect(call.getByRole("heading", { name: "Try it" })).toBeVisible();
  return call;
}

async function makeKey(page: Page): Promise<string> {
  await signUp(page);
  const { secret } = await createKey(page, { name: "reader's" });
  await page.goto("/docs/api");
  return secret;
}

test("a reader finds a call and makes it with a key of theirs", async ({ page }) => {
  const secret = await makeKey(page);
  await page.getByLabel("Filter calls").fill("workers create");
  await expect(page.getByText("1 call", { exact: true })).toBeVisible();
  const call = await open(page, "/v1/api/workers");
  await page.getByLabel(keyLabel).fill(secret);
  await call
    .getByRole("textbox", { name: "Body" })
    .fill('{"name":"From the reference","environment":"development"}');
  await call.getByRole("button", { name: "Send" }).click();
  await expect(call.getByText(/^201 in \d+ ms$/)).toBeVisible();
  await expect(call.getByText('"name": "From the reference"')).toBeVisible();
});

test.describe("without a key", () => {
  test.use({ expectedConsoleErrors: [/401 \(Unauthorized\)/] });

  test("the session of whoever reads is not used", async ({ page }) => {
    await makeKey(page);
    const call = await open(page, "/v1/api/me");
    await call.getByRole("button", { name: "Send" }).click();
    await expect(call.getByText(/^401 in/)).toBeVisible();
  });
});

test("the key is nowhere but in the page's memory, and leaves with the page", async ({ page, context }) => {
  const secret = await makeKey(page);
  await page.getByLabel(keyLabel).fill(secret);
  const call = await open(page, "/v1/api/keys/lookup");
  await call.getByRole("textbox", { name: "Body" }).fill(JSON.stringify({ key: secret }));
  await call.getByRole("button", { name: "Send" }).click();
  await expect(call.getByText(/^200 in/)).toBeVisible();
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  const cookies = await context.cookies();
  expect([page.url(), kept, JSON.stringify(cookies)].join()).not.toContain(secret);
  await expect(page.locator("code", { hasText: secret })).toHaveCount(1);

  await page.goto("/docs/errors");
  await page.goBack();
  await expect(page.getByLabel(keyLabel)).toHaveValue("");
  expect(await page.content()).not.toContain(secret);

  await page.getByLabel(keyLabel).fill(secret);
  await page.getByRole("link", { name: "Errors", exact: true }).first().click();
  await expect(page).toHaveURL(/\/docs\/errors$/);
  await page.goBack();
  await expect(page.getByLabel(keyLabel)).toHaveValue("");

  await page.getByLabel(keyLabel).fill(secret);
  await page.reload();
  await expect(page.getByLabel(keyLabel)).toHaveValue("");
});

test("an address with a call's name opens it", async ({ page }) => {
  await page.goto("/docs/api#rotateKey");
  await expect(page.locator("#rotateKey summary").first()).toBeInViewport();
  await expect(page.locator("#rotateKey").getByRole("heading", { name: "Try it" })).toBeVisible();
});

test("axe finds nothing, closed and with every kind of call open", async ({ page }) => {
  await page.goto("/docs/api");
  await expectNoFindings(page, "closed");
  for (const path of ["/v1/api/keys", "/v1/api/keys/{id}", "/v1/api/oauth/introspect", "/healthz"]) {
    await open(page, path);
  }
  await expectNoFindings(page, "open");
});
