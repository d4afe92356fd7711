import { defineConfig, devices } from "@playwright/test";
import { findInstalledChromium } from "./scripts/test/tools.ts";

const executablePath = process.env.CHROMIUM_PATH ?? findInstalledChromium();

// Chromium does not sandbox itself as root, and must not send requests to its maker in a test.
const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking"];
const quieter = ["--disable-component-update", "--disable-sync", "--disable-gpu"];
const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

// The browser keeps both processors of a small machine busy, and would leave little to pages at their low priority.
process.env.PAGES_NICENESS ??= "0";

export default defineConfig({
  testDir: "e2e",
  // Files named *.test.ts in e2e/support are for vitest.
  testMatch: "**/*.spec.ts",
  outputDir: "test-results/browser",
  globalSetup: "./e2e/global-setup.ts",
  forbidOnly: true,
  // A test that passes on a second try hides a bug in the test or in the product.
  retries: 0,
  // With three on two processors the tests took longer.
  workers: 2,
  fullyParallel: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    // A trace contains every request and response, including secrets and cookies.
    trace: "off",
    video: "off",
    screenshot: "only-on-failure",
    // Tests wait until an animation has ended before they click. The journeys with a keyboard and on a phone have animations.
    contextOptions: { reducedMotion: "reduce" },
  },
  projects: [
    {
      name: "chromium",
      use: {
        ...devices["Desktop Chrome"],
        launchOptions: {
          args: [...quiet, ...quieter, ...rootFlags],
          ...(executablePath === null ? {} : { executablePath }),
        },
      },
    },
  ],
});
