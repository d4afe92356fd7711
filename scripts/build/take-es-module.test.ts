import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import takeEsModule from "./take-es-module.mjs";

const next = new URL("../../node_modules/next/dist/", import.meta.url).pathname;

function take(path: string): string {
  return takeEsModule.call({ resourcePath: join(next, path), addDependency: () => {} }, "no ES module");
}

// These fail when an update of Next moves its ES modules. Without them the pages load 15 kB more (ADR 0013).
test("finds the ES module of nearly every module that Next sends to the browser", () => {
  const paths = ["client", "shared/lib"].flatMap((folder) =>
    readdirSync(join(next, folder), { encoding: "utf8", recursive: true })
      .filter((path) => path.endsWith(".js"))
      .map((path) => join(folder, path)),
  );
  const missing = paths.filter((path) => take(path) === "no ES module");
  expect(paths.length).toBeGreaterThan(300);
  expect(missing.length / paths.length).toBeLessThan(0.05);
});

test("replaces a module of the router by its ES module", () => {
  const path = "client/components/app-router.js";
  expect(readFileSync(join(next, path), "utf8")).toContain("exports");
  expect(take(path)).toMatch(/^export /m);
});
