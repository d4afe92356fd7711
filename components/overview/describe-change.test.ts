import { expect, test } from "vitest";
import { describeDifference, describeGrowth, describePoints } from "./describe-change.ts";

test("says the direction of a change in words", () => {
  expect(describeGrowth(1124, 1000)).toEqual({ direction: "up", text: "Up 12.4%" });
  expect(describeGrowth(500, 1000)).toEqual({ direction: "down", text: "Down 50%" });
  expect(describeGrowth(1000.1, 1000)).toEqual({ direction: "same", text: "No change" });
  expect(describeGrowth(40_000, 100)).toEqual({ direction: "up", text: "Up 400 times" });
  expect(describeGrowth(5, 0)).toBeNull();
  expect(describePoints(0.038, 0.027)).toEqual({ direction: "up", text: "Up 1.1 points" });
  expect(describePoints(0.01, 0.02)).toEqual({ direction: "down", text: "Down 1 point" });
  expect(describeDifference(46, 43)).toEqual({ direction: "up", text: "Up 3" });
  expect(describeDifference(1, 1)).toEqual({ direction: "same", text: "No change" });
});
