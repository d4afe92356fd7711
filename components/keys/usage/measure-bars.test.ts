import { expect, test } from "vitest";
import { measureBars } from "./measure-bars.ts";

const none = { accepted: 0, refused: 0 };

test("scales bars to the busiest day, and leaves days without requests empty", () => {
  const days = [none, { accepted: 500, refused: 0 }, { accepted: 1_000, refused: 0 }];
  expect(measureBars(days, 16)).toEqual([none, { accepted: 8, refused: 0 }, { accepted: 16, refused: 0 }]);
});

test("keeps a single request and a single rejection among many visible", () => {
  const days = [
    { accepted: 1, refused: 0 },
    { accepted: 0, refused: 1 },
    { accepted: 99_999, refused: 1 },
  ];
  expect(measureBars(days, 16)).toEqual([
    { accepted: 2, refused: 0 },
    { accepted: 0, refused: 2 },
    { accepted: 15, refused: 1 },
  ]);
});

test("keeps a single accepted request among many rejections visible", () => {
  expect(measureBars([{ accepted: 1, refused: 99_999 }], 16)).toEqual([{ accepted: 1, refused: 15 }]);
});
