import { defineConfig, devices } from "@playwright/test";
import { findInstalledChromium } from "./scripts/test/chromium.mjs";

const executablePath = process.env.CHROMIUM_PATH ?? findInstalledChromium();

// Chromium refuses to sandbox itself as root, and must not call home from a test.
const quiet = ["--disable-quic", "--no-first-run", "--disable-background-networking"];
const quieter = ["--disable-component-update", "--disable-sync", "--disable-gpu"];
const rootFlags = process.getuid?.() === 0 ? ["--no-sandbox"] : [];

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/browser",
  globalSetup: "./e2e/global-setup.ts",
  forbidOnly: true,
  // A test that passes at its second try hides a fault in it or in us.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    // A trace keeps every request and response, secrets and cookies included.
    trace: "off",
    video: "off",
    screenshot: "only-on-failure",
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
