import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import type { CDPSession, Page } from "@playwright/test";
import { galleryTexts } from "#components/gallery/texts.ts";
import { nextEnvironment } from "../scripts/launch/build.mjs";
import { expectNoFindings } from "./accessibility/axe.ts";
import { expect, test } from "./fixtures.ts";
import { openSelect } from "./support/choose-option.ts";
import { type ConsoleProcess, startConsole } from "./support/servers/console-process.ts";

/** Separate from the developer's own build output. Listed in tsconfig.json, because Next would add it there otherwise. */
const pagesDirectory = "test-results/gallery";

test.describe("in the product", () => {
  test.use({ expectedConsoleErrors: [/404 \(Not Found\)/] });

  test("serves no gallery and builds none", async ({ page }) => {
    const response = await page.goto("/gallery");
    expect(response?.status()).toBe(404);
    const folder = process.env.NEXT_DIST_DIR ?? ".next";
    const files = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(100);
    const found: string[] = [];
    for (const { parentPath, name } of files) {
      const file = join(parentPath, name);
      const text = await readFile(file, "latin1");
      if (/gallery/.test(file) || text.includes(galleryTexts.intro)) found.push(file);
    }
    expect(found).toEqual([]);
  });
});

/**
 * Forces the pseudo-class named in `data-force` on each element, as a browser's developer tools do, until the session is
 * detached.
 */
async function forceStates(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument");
  for (const state of ["hover", "focus-visible"]) {
    const selector = `[data-force="${state}"]`;
    const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector });
    expect(nodeIds.length, state).toBeGreaterThan(0);
    for (const nodeId of nodeIds) {
      await session.send("CSS.forcePseudoState", { nodeId, forcedPseudoClasses: [state] });
    }
  }
  return session;
}

/** Every component in every state, on a phone and on a large screen. */
async function checkStates(page: Page): Promise<void> {
  await page.setViewportSize({ width: 390, height: 900 });
  const forced = await forceStates(page);
  await expectNoFindings(page, "gallery on a phone");
  const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(scrollWidth, "the page does not scroll sideways").toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });
  await expectNoFindings(page, "gallery");
  await forced.detach();
}

/** What opens above a page. */
async function checkOverlays(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Open menu" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await expectNoFindings(page, "menu", "[role=menu]");
  await page.keyboard.press("Escape");
  const openers = [
    { name: "Open dialog", role: "dialog" },
    { name: "Open alert dialog", role: "alertdialog" },
    { name: "Open drawer", role: "dialog" },
  ] as const;
  for (const { name, role } of openers) {
    await page.getByRole("button", { name }).click();
    const popup = page.getByRole(role);
    await expect(popup).toBeVisible();
    await expectNoFindings(page, name, `[role=${role}]`);
    await page.keyboard.press("Escape");
    await expect(popup).toHaveCount(0);
  }
  const disabled = page.getByRole("button", { name: "Disabled with a reason" });
  await disabled.hover();
  await expect(page.getByRole("tooltip")).toBeVisible();
  await expect(disabled).toHaveAccessibleDescription(/^Your role is read-only/);
  await expectNoFindings(page, "tooltip", "[role=tooltip]");
  await page.getByRole("button", { name: "Show success" }).click();
  await page.getByRole("button", { name: "Show failure" }).click();
  await expect(page.getByText("Nightly export was disabled")).toBeVisible();
  await expect(page.getByText("Something went wrong")).toBeVisible();
  await expectNoFindings(page, "toasts", "[data-sonner-toaster]");
  await page.keyboard.press("Control+k");
  await expect(
    page.getByRole("combobox", { name: "Search pages, keys, apps, FHIR servers, people, docs and actions" }),
  ).toBeVisible();
  await expectNoFindings(page, "palette", "[role=dialog]");
}

/** The popups of fields. */
async function checkFieldPopups(page: Page): Promise<void> {
  for (const name of ["Select with groups", "Select with many options", "Select with colors"]) {
    const list = await openSelect(page, page.getByLabel(name, { exact: true }));
    await expectNoFindings(page, name, "[data-base-ui-portal]");
    await page.keyboard.press("Escape");
    await expect(list).toHaveCount(0);
  }
  await page.getByLabel("Date with limits").press("ArrowDown");
  const calendar = page.getByRole("dialog", { name: "Calendar" });
  await expect(calendar).toBeVisible();
  await expectNoFindings(page, "calendar", "[role=dialog]");
  await page.keyboard.press("Escape");
  await expect(calendar).toHaveCount(0);
}

test.describe("in development", () => {
  // The server compiles the page while other tests keep the processors busy.
  test.describe.configure({ timeout: 240_000 });

  let running: ConsoleProcess;

  test.beforeAll(async () => {
    running = await startConsole({
      environment: {
        ...nextEnvironment,
        NODE_ENV: "development",
        NEXT_DIST_DIR: pagesDirectory,
        PAGES_NICENESS: "0",
      },
    });
  });

  test.afterAll(async () => {
    await running.stop();
    await rm(running.dataDirectory, { recursive: true, force: true });
  });

  test("axe finds no issues on any component in any state, or in what opens above a page", async ({
    page,
  }) => {
    // The page is large, and slow to open in development.
    await page.goto(`${running.origin}/gallery`);
    await expect(page.getByRole("heading", { name: galleryTexts.title, level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
    await checkStates(page);
    await checkFieldPopups(page);
    await checkOverlays(page);
    await page.goto(`${running.origin}/gallery/skeleton`);
    await expectNoFindings(page, "keys loading");
  });
});
