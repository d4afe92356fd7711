import { expect, test } from "vitest";
import { getHint } from "./key-hint.ts";

test("hints with the first nine and the last four characters", () => {
  expect(getHint(`be_Ab3dEf${"0".repeat(36)}x9Kd`)).toBe("be_Ab3dEf…x9Kd");
});
