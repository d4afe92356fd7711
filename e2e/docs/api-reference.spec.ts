import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Locator, Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, signUp } from "#e2e/people.ts";

const run = promisify(execFile);

/** The first reader of a page waits until it is rendered. */
const rendering = { timeout: 30_000 };

/** The section of one operation, with its form open. */
async function openForm(page: Page, name: string): Promise<Locator> {
  const operation = page.getByRole("region", { name, exact: true });
  await expect(operation).toBeVisible(rendering);
  await operation.getByRole("button", { name: "Try it" }).click();
  await expect(operation.getByRole("heading", { name: "Try it" })).toBeVisible();
  return operation;
}

async function createReaderKey(page: Page): Promise<string> {
  await signUp(page);
  const { secret } = await createKey(page, { name: "reader's" });
  return secret;
}

test("a reader finds an operation and sends a request with their key", async ({ page }) => {
  const secret = await createReaderKey(page);
  await page.goto("/docs/api");
  await page.getByRole("link", { name: /^Create an AI worker/ }).click();
  const operation = await openForm(page, "Create an AI worker");
  await operation.getByLabel("API key").fill(secret);
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
    await page.goto("/docs/api/account");
    const operation = await openForm(page, "Read the calling key or person");
    await operation.getByRole("button", { name: "Send" }).click();
    await expect(operation.getByText(/^401 in/)).toBeVisible();
  });
});

test("keeps the key only in the page's memory and drops it when the page is left", async ({
  page,
  context,
}) => {
  const secret = await createReaderKey(page);
  const name = "Find the key that a secret belongs to";
  await page.goto("/docs/api/keys");
  const operation = await openForm(page, name);
  const field = operation.getByLabel("API key");
  await field.fill(secret);
  await operation.getByRole("textbox", { name: "Request body" }).fill(JSON.stringify({ key: secret }));
  await operation.getByRole("button", { name: "Send" }).click();
  await expect(operation.getByText(/^200 in/)).toBeVisible();
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  const cookies = await context.cookies();
  expect([page.url(), stored, JSON.stringify(cookies)].join()).not.toContain(secret);

  await page.getByRole("link", { name: "Verification", exact: true }).click();
  const verification = await openForm(page, "Verify a key");
  await expect(verification.getByLabel("API key"), "it is kept from group to group").toHaveValue(secret);

  await page.goto("/docs/errors");
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Verification", level: 1 })).toBeVisible(rendering);
  expect(await page.content()).not.toContain(secret);
  const again = await openForm(page, "Introspect a token, for OAuth 2.0 services (RFC 7662)");
  await expect(again.getByLabel("API key")).toHaveValue("");

  await again.getByLabel("API key").fill(secret);
  await page.getByRole("link", { name: "Errors", exact: true }).first().click();
  await expect(page).toHaveURL(/\/docs\/errors$/, rendering);
  await page.goBack();
  const afterGuide = await openForm(page, "Verify a key");
  await expect(afterGuide.getByLabel("API key")).toHaveValue("");
});

test("an address from when all operations were on one page leads to the operation", async ({ page }) => {
  await page.goto("/docs/api#rotateKey");
  await expect(page).toHaveURL(/\/docs\/api\/keys#rotateKey$/, rendering);
  await expect(page.getByRole("heading", { name: "Rotate a key's secret" })).toBeInViewport();
  await expect(page.getByRole("link", { name: "Rotate a key's secret", exact: true })).toHaveAttribute(
    "aria-current",
    "location",
  );
});

test("fields have a type, constraints and an example, and nested fields unfold", async ({ page }) => {
  await page.goto("/docs/api/keys#createKey");
  const operation = page.getByRole("region", { name: "Create a key", exact: true });
  const limit = operation.getByRole("listitem").filter({ hasText: /^rateLimit/ });
  await expect(limit.getByText("object or null")).toBeVisible();
  await limit.getByText("Fields of rateLimit").click();
  await expect(limit.getByText("1 to 2147483647").first()).toBeVisible();
  await expect(operation.getByText('Example "Billing service"').first()).toBeVisible();
});

test("the Python samples are valid", async ({ page }) => {
  for (const group of ["keys", "teams", "verification", "operations"]) {
    await page.goto(`/docs/api/${group}`);
    await page.getByRole("tab", { name: "Python" }).first().click();
    const samples = await page.getByRole("tabpanel", { name: "Python" }).allTextContents();
    expect(samples.length).toBeGreaterThan(2);
    const check = "import ast, json, sys\nfor code in json.loads(sys.argv[1]): ast.parse(code)";
    await run(process.env.TEST_PYTHON ?? "python3", ["-c", check, JSON.stringify(samples)]);
  }
});

test("axe finds no issues in the reference: overview, groups, unfolded fields and forms", async ({
  page,
}) => {
  await page.goto("/docs/api");
  await expectNoFindings(page, "overview");
  for (const group of ["verification", "account", "operations"]) {
    await page.goto(`/docs/api/${group}`);
    await expectNoFindings(page, group);
  }
  await page.goto("/docs/api/teams");
  const operation = await openForm(page, "Update a team");
  for (const fold of await operation.locator("summary").all()) await fold.click();
  await expectNoFindings(page, "unfolded");
});
