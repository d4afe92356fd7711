import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { isBuildInput } from "./build.mjs";
import { digestPaths } from "./digest.mjs";
import { isStamped, workUnderStamp } from "./stamp.mjs";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "digest-"));
  mkdirSync(join(root, "app"));
  writeFileSync(join(root, "app", "page.tsx"), "page");
  writeFileSync(join(root, "config.js"), "config");
  const created = root;
  onTestFinished(() => rmSync(created, { recursive: true }));
});

test("the digest does not depend on the files' times or the order of the paths", () => {
  const before = digestPaths(root, ["app", "config.js"]);
  utimesSync(join(root, "config.js"), 1, 1);
  expect(digestPaths(root, ["config.js", "app"])).toBe(before);
});

test("a changed, added, renamed or removed file changes the digest", () => {
  const seen = new Set([digestPaths(root, ["app"])]);
  const changes = [
    () => writeFileSync(join(root, "app", "page.tsx"), "page 2"),
    () => writeFileSync(join(root, "app", "layout.tsx"), ""),
    () => renameSync(join(root, "app", "layout.tsx"), join(root, "app", "error.tsx")),
    () => rmSync(join(root, "app"), { recursive: true }),
  ];
  for (const change of changes) {
    change();
    seen.add(digestPaths(root, ["app"]));
  }
  expect(seen.size).toBe(changes.length + 1);
});

test("moving content from one file to the next changes the digest", () => {
  writeFileSync(join(root, "app", "a"), "xy");
  writeFileSync(join(root, "app", "b"), "");
  const before = digestPaths(root, ["app"]);
  writeFileSync(join(root, "app", "a"), "x");
  writeFileSync(join(root, "app", "b"), "y");
  expect(digestPaths(root, ["app"])).not.toBe(before);
});

test("only sources cause a new build, not tests or generated code", () => {
  const ignored = ["lib/domain/keys/secret.test.ts", "lib/services/keys/create.int.test.ts"];
  expect([...ignored, "lib/platform/db/generated/client.ts"].filter(isBuildInput)).toEqual([]);
  const counted = ["app/layout.tsx", "lib/domain/keys/secret.ts", "lib/platform/db/database.ts"];
  expect(counted.filter(isBuildInput)).toEqual(counted);
});

test("interrupted work leaves no stamp, even if there was an older one", async () => {
  const stamp = join(root, "app", ".stamp");
  await workUnderStamp(stamp, async () => "made from A");
  expect(isStamped(stamp, "made from A")).toBe(true);
  await expect(workUnderStamp(stamp, () => Promise.reject(new Error("interrupted")))).rejects.toThrow(
    "interrupted",
  );
  expect(isStamped(stamp, "made from A")).toBe(false);
});

test("deleting a stamped folder deletes its stamp", async () => {
  const stamp = join(root, "app", ".stamp");
  await workUnderStamp(stamp, async () => "digest");
  rmSync(join(root, "app"), { recursive: true });
  expect(isStamped(stamp, "digest")).toBe(false);
});
