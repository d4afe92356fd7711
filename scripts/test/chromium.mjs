import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { LaunchError } from "../launch/launch-error.mjs";
import { repository } from "../launch/repository.mjs";
import { runQuietly, runStep } from "../launch/step.mjs";
import { findProgram, installSystemPackage } from "./system-packages.mjs";

const downloadLimitMs = 180_000;

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/**
 * The browser installed on this machine. It is run once to check it: on some systems the name is only a hint
 * to install something.
 * @returns {string | null}
 */
export function findInstalledChromium() {
  const path = findProgram(names, ["/Applications/Google Chrome.app/Contents/MacOS"]);
  return path !== null && spawnSync(path, ["--version"], { stdio: "ignore" }).status === 0 ? path : null;
}

/**
 * The path of the browser for the tests. Installs one if there is none.
 * @param {string} node
 * @param {AbortSignal} signal
 * @returns {Promise<string>}
 */
export async function ensureChromium(node, signal) {
  const existing = findInstalledChromium() ?? (await findPlaywrightChromium(node, signal));
  if (existing !== null) return existing;
  const advice = await installSystemPackage("chromium", signal);
  const installed = findInstalledChromium() ?? (await downloadPlaywrightChromium(node, signal));
  if (installed !== null) return installed;
  throw new LaunchError(`The browser tests need Chromium, which could not be installed here; ${advice}`);
}

/**
 * @param {string} node
 * @param {AbortSignal} signal
 * @returns {Promise<string | null>}
 */
async function findPlaywrightChromium(node, signal) {
  const script =
    'import { existsSync } from "node:fs"; import { chromium } from "@playwright/test";' +
    "const path = chromium.executablePath(); if (existsSync(path)) process.stdout.write(path);";
  const { exitCode, output } = await runQuietly([node, "--input-type=module", "--eval", script], { signal });
  return exitCode === 0 && output !== "" ? output : null;
}

/**
 * @param {string} node
 * @param {AbortSignal} signal
 */
async function downloadPlaywrightChromium(node, signal) {
  const command = join(repository, "node_modules", "@playwright", "test", "cli.js");
  const limited = AbortSignal.any([signal, AbortSignal.timeout(downloadLimitMs)]);
  try {
    await runStep("Downloading Playwright's Chromium", [node, command, "install", "chromium"], {
      signal: limited,
    });
  } catch (error) {
    if (signal.aborted || !limited.aborted) throw error;
  }
  return await findPlaywrightChromium(node, signal);
}
