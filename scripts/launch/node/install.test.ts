import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { getNpmCommand, isNetworkFailure } from "./install.mjs";

test("distinguishes a network failure from one that trying again cannot fix", () => {
  expect(isNetworkFailure("npm error code ENOTFOUND\nnpm error request to https://registry failed")).toBe(
    true,
  );
  expect(isNetworkFailure("npm error code ECONNRESET")).toBe(true);
  expect(isNetworkFailure("npm error code E503\nnpm error 503 Service Unavailable")).toBe(true);
  expect(isNetworkFailure("npm error code EACCES\nnpm error syscall mkdir")).toBe(false);
  expect(isNetworkFailure("npm error code E404\nnpm error 404 Not Found")).toBe(false);
});

test("installs with the npm that started this process", () => {
  const directory = mkdtempSync(join(tmpdir(), "npm-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const script = join(directory, "npm-cli.js");
  writeFileSync(script, "");
  expect(getNpmCommand({ npm_execpath: script })).toEqual([process.execPath, script]);
});

test("installs with the npm on the PATH if another package manager started this process, or none", () => {
  expect(getNpmCommand({})).toEqual(["npm"]);
  expect(getNpmCommand({ npm_execpath: "/usr/lib/yarn.js" })).toEqual(["npm"]);
  expect(getNpmCommand({ npm_execpath: "/gone/npm-cli.js" })).toEqual(["npm"]);
});
