import type { Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, signUp } from "#e2e/people.ts";

const keyLabel = "API key for test requests";

async function open(page: Page, path: string): Promise<ReturnType<Page["locator"]>> {
  const operation = page.locator("details", { has: page.getByText(path, { exact: true }) }).first();
  await operation.locator("summary").first().click();
  await expect(operation.getByRole("heading", { name: "Try it" })).toBeVisible();
  return operation;
}

async function createReaderKey(page: Page): Promise<string> {
  await signUp(page);
  const { secret } = await createKey(page, { name: "reader's" });
  await page.goto("/docs/api");
  return secret;
}

test("a reader finds an endpoint and sends a request with their key", async ({ page }) => {
  const secret = await createReaderKey(page);
  await page.getByLabel("Filter endpoints").fill("workers create");
  await expect(page.getByText("1 endpoint", { exact: true })).toBeVisible();
  const operation = await open(page, "/v1/api/workers");
  await page.getByLabel(keyLabel).fill(secret);
  await operation
    .getByRole("textbox", { name: "Request body" })
    .fill('{"name":"From the reference","environment":"development"}');
  await operation.getByRole("button", { name: "Send" }).click();
  await expect(operation.getByText(/^201 in \d+ ms$/)).toBeVisible();
  await expect(operation.getByText('"name": "From the reference"')).toBeVisible();
});

test.describe("without a key", () => {
  test.use({ expectedConsoleErrors: [/401 \(Unauthorized\)/] });

  test("does not use the reader's session", async ({ page }) => {
    await createReaderKey(page);
    const operation = await open(page, "/v1/api/me");
    await operation.getByRole("button", { name: "Send" }).click();
    await expect(operation.getByText(/^401 in/)).toBeVisible();
  });
});

test("keeps the key only in the page's memory and drops it when the page is left", async ({
  page,
  context,
}) => {
  const secret = await createReaderKey(page);
  await page.getByLabel(keyLabel).fill(secret);
  const operation = await open(page, "/v1/api/keys/lookup");
  await operation.getByRole("textbox", { name: "Request body" }).fill(JSON.stringify({ key: secret }));
  await operation.getByRole("button", { name: "Send" }).click();
  await expect(operation.getByText(/^200 in/)).toBeVisible();
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  const cookies = await context.cookies();
  expect([page.url(), stored, JSON.stringify(cookies)].join()).not.toContain(secret);
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

test("a URL with an operation's name opens it", async ({ page }) => {
  await page.goto("/docs/api#rotateKey");
  await expect(page.locator("#rotateKey summary").first()).toBeInViewport();
  await expect(page.locator("#rotateKey").getByRole("heading", { name: "Try it" })).toBeVisible();
});

test("axe finds no issues, closed and with every kind of operation open", async ({ page }) => {
  await page.goto("/docs/api");
  await expectNoFindings(page, "closed");
  for (const path of ["/v1/api/keys", "/v1/api/keys/{id}", "/v1/api/oauth/introspect", "/healthz"]) {
    await open(page, path);
  }
  await expectNoFindings(page, "open");
});
