import { expect, test } from "vitest";
import { getHint } from "./key-hint.ts";

test("shows the first 9 and the last 4 characters of a secret", () => {
  expect(getHint(`be_Ab3dEf${"0".repeat(36)}x9Kd`)).toBe("be_Ab3dEf…x9Kd");
});
