import { expect, test } from "vitest";
import { canRunProduct, describeOldNode } from "./node-version.mjs";

test("rejects a Node older than 20 with one line that says what is required", () => {
  for (const version of ["12.22.9", "18.20.4", "v19.9.0"]) {
    const line = describeOldNode(version);
    expect(line).toContain(version);
    expect(line).toContain("requires Node 20 or newer");
    expect(line).not.toContain("\n");
  }
});

test("Node 20 and newer can run the launchers", () => {
  for (const version of ["20.0.0", "v22.1.0", "24.21.0", "100.0.0"])
    expect(describeOldNode(version)).toBeNull();
});

test("only Node 24 and newer can run the product", () => {
  expect(["20.20.2", "v23.11.0", "", "not a version"].map(canRunProduct)).toEqual([
    false,
    false,
    false,
    false,
  ]);
  expect(["v24.0.0", "26.1.0"].map(canRunProduct)).toEqual([true, true]);
});
