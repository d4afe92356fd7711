import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describeProduct, getAdminProgram, productVersion, readCheckedOutCommit } from "./product-version.ts";

test("describes the version, with the commit if it is known", () => {
  const commit = "4f713f5e1c7a0d3b9e2f6a8c5d4b3e2f1a0c9b8d";
  expect(describeProduct({ commit, commitDate: null })).toBe(`${productVersion} (4f713f5e1c7a)`);
  expect(describeProduct({ commit: null, commitDate: null })).toBe(productVersion);
});

test("names the launcher of a release archive, and npm in a checkout", () => {
  const folder = mkdtempSync(join(tmpdir(), "archive-"));
  expect(getAdminProgram(folder)).toBe("npm run admin --");
  writeFileSync(
    join(folder, "build.json"),
    JSON.stringify({ version: "1.0.0", commit: null, commitDate: null }),
  );
  expect(getAdminProgram(folder)).toBe("bin/byteengine admin");
  rmSync(folder, { recursive: true });
});

test("a folder without a repository has no commit", () => {
  const folder = mkdtempSync(join(tmpdir(), "no-repository-"));
  expect(readCheckedOutCommit(folder)).toBeNull();
  rmSync(folder, { recursive: true });
});
