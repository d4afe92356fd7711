import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Page } from "@playwright/test";
import { expectNoFindings } from "#e2e/accessibility/axe.ts";
import { expect, test } from "#e2e/fixtures.ts";
import { createKey, inviteViewer, password, signUp, teamPath } from "#e2e/people.ts";

const run = promisify(execFile);

/** The clicks that a person needs from the sign-up page until the console shows their first request. */
const maxClicks = 4;

function getGuide(page: Page) {
  return page.getByRole("region", { name: "Get your first request through" });
}

/** Counts the clicks in the page, also across page loads. */
async function countClicks(page: Page): Promise<() => number> {
  let clicks = 0;
  await page.exposeFunction("countClick", () => {
    clicks += 1;
  });
  await page.addInitScript(() => {
    addEventListener("click", () => Reflect.get(window, "countClick")(), true);
  });
  return () => clicks;
}

/** Runs a copied curl command, as a terminal would. */
async function runCurl(command: string): Promise<string> {
  const words = [...command.replaceAll("\\\n", " ").matchAll(/"([^"]*)"|(\S+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
  const [program = "", ...parameters] = words;
  expect(program).toBe("curl");
  const { stdout } = await run("curl", ["--silent", "--max-time", "30", ...parameters]);
  return stdout;
}

test("leads from the sign-up page to the first request in four clicks", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const readClicks = await countClicks(page);
  await page.goto("/sign-up");
  const startedMs = Date.now();
  await page.getByLabel("Name").fill("Ada Lovelace");
  await page.getByLabel("Email").fill(`ada-${startedMs}@example.com`);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Create account" }).click();
  await getGuide(page).getByRole("button", { name: "Generate New Key" }).click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("First key");
  await form.getByRole("button", { name: "Generate key" }).click();
  const reveal = page.getByRole("alertdialog");
  await expect(reveal.getByText("Waiting for the first request…")).toBeVisible();
  await reveal.getByRole("button", { name: "Copy with key" }).click();
  await expect(reveal.getByRole("button", { name: "Copied" })).toBeVisible();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const secret = await reveal.getByRole("textbox", { name: "Secret" }).inputValue();
  expect(command).toContain(secret);
  expect(await page.content(), "only the clipboard contains the secret").not.toContain(secret);
  expect(await runCurl(command)).toContain('"type":"apiKey"');
  const sentMs = Date.now();
  await expect(reveal.getByText("Request received.")).toBeVisible({ timeout: 30_000 });
  const seenMs = Date.now();
  expect(readClicks()).toBe(maxClicks);
  test
    .info()
    .annotations.push(
      { type: "clicks from the sign-up page to the first request", description: String(readClicks()) },
      { type: "milliseconds until it was sent", description: String(sentMs - startedMs) },
      { type: "milliseconds until it was shown", description: String(seenMs - sentMs) },
    );

  await reveal.getByRole("button", { name: "I have stored it" }).click();
  const guide = getGuide(page);
  await expect(guide.getByText("2 of 4 done")).toBeVisible();
  await guide.getByRole("button", { name: "Generate Production key" }).click();
  await expect(page.getByRole("dialog").getByRole("combobox", { name: "Environment" })).toHaveValue(
    "production",
  );
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await guide.getByRole("link", { name: "Invite" }).click();
  await expect(page.getByRole("dialog").getByLabel("Email")).toBeVisible();
});

test("waits for a request on the page of the keys, and says when one was rejected", async ({ page }) => {
  await signUp(page);
  const guide = getGuide(page);
  await expect(guide.getByRole("listitem").filter({ hasText: "To do:" })).toHaveCount(4);
  await expectNoFindings(page, "guide without keys");
  const { id, secret } = await createKey(page, { name: "Billing", allowedIps: ["203.0.113.7"] });
  await page.reload();
  await expect(guide.getByText("Waiting for the first request…")).toBeVisible();
  await expect(page.getByRole("row", { name: /Billing/ })).toBeVisible();
  // The guide is rendered on the server. Its code is loaded when the page has nothing else to do.
  await expect(async () => {
    await guide.getByRole("tab", { name: "Python" }).click();
    await expect(guide.getByRole("tabpanel")).toContainText("import requests", { timeout: 1_000 });
  }).toPass({ timeout: 20_000 });
  await expectNoFindings(page, "guide with a key");

  const { teamId } = await (await page.request.get("/v1/api/me")).json();
  /** As a proxy asks. Rejections count as usage there. */
  const authorize = async () => {
    const headers = { authorization: `Bearer ${secret}`, cookie: "" };
    return (await page.request.get(`/v1/api/auth?team=${teamId}`, { headers })).status();
  };
  expect(await authorize()).toBe(403);
  await expect(guide.getByText("A request arrived and was rejected.")).toBeVisible({ timeout: 30_000 });
  await expect(guide.getByRole("link", { name: "See why" })).toHaveAttribute(
    "href",
    new RegExp(`${id}\\?tab=requests$`),
  );
  const headers = { origin: new URL(page.url()).origin };
  await page.request.patch(`/v1/api/keys/${id}`, { headers, data: { allowedIps: [] } });
  await expect.poll(authorize).toBe(200);
  await expect(guide.getByText("Your first request arrived.").first()).toBeVisible({ timeout: 30_000 });
  await expect(guide.getByText("2 of 4 done")).toBeVisible();
  await expectNoFindings(page, "guide after the first request");
});

test("asks for requests only while the page is visible", async ({ page }) => {
  await signUp(page);
  const { id } = await createKey(page, { name: "Billing" });
  let requests = 0;
  page.on("request", (request) => {
    if (request.url().includes(`/keys/${id}/usage`)) requests += 1;
  });
  await page.reload();
  await expect.poll(() => requests).toBeGreaterThan(1);
  await page.evaluate(() => {
    Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  });
  // What was sent before the page was hidden.
  const sent = requests;
  await page.waitForTimeout(3_000);
  expect(requests - sent).toBeLessThanOrEqual(1);
  await page.evaluate(() => {
    Reflect.deleteProperty(document, "visibilityState");
    document.dispatchEvent(new Event("visibilitychange"));
  });
  const before = requests;
  await expect.poll(() => requests).toBeGreaterThan(before);
});

test("can be skipped for good, and isn't shown to people who can't generate keys", async ({
  page,
  browser,
}) => {
  await signUp(page);
  const viewer = await inviteViewer(page, browser);
  await viewer.goto(teamPath(page, "settings/api-keys"));
  await expect(viewer.getByText(/Ask Ada Lovelace to generate a key/)).toBeVisible();
  await expect(getGuide(viewer)).toHaveCount(0);
  await viewer.context().close();

  const skip = getGuide(page).getByRole("button", { name: "Skip this guide" });
  await expect(async () => {
    if (await skip.isVisible()) await skip.click();
    await expect(getGuide(page)).toHaveCount(0, { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
  await expect(page.getByText("No API keys yet")).toBeVisible();
  await page.reload();
  await expect(page.getByText("No API keys yet")).toBeVisible();
  await expect(getGuide(page)).toHaveCount(0);
  await page.goto(teamPath(page, ""));
  await expect(page.getByRole("region", { name: "Recent activity" })).toBeVisible();
  await expect(getGuide(page)).toHaveCount(0);
});

test("fits a phone, in the dialog and on the page", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signUp(page);
  await page.getByRole("button", { name: "Generate New Key" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByLabel("Name").fill("مفتاح الإنتاج الطويل جدا للخدمة الخلفية");
  await form.getByRole("button", { name: "Generate key" }).click();
  const reveal = page.getByRole("alertdialog");
  await expect(reveal.getByText("Waiting for the first request…")).toBeVisible();
  await expectNoFindings(page, "first request in the dialog");
  const measure = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await measure()).toBeLessThanOrEqual(0);
  expect(
    await reveal.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth),
  ).toBeLessThanOrEqual(0);
  await reveal.getByRole("button", { name: "I have stored it" }).click();
  await expect(getGuide(page).getByText("Waiting for the first request…")).toBeVisible();
  expect(await measure()).toBeLessThanOrEqual(0);
  await expectNoFindings(page, "guide on a phone");
});
