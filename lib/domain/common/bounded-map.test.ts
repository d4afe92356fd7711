import { expect, test } from "vitest";
import { BoundedMap } from "./bounded-map.ts";

test("starts again when a new entry would exceed the maximum, but not for a known one", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1).set("b", 2).set("a", 3);
  expect([...map]).toEqual([
    ["a", 3],
    ["b", 2],
  ]);
  map.set("c", 4);
  expect([...map]).toEqual([["c", 4]]);
});
