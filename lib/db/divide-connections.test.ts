import { expect, test } from "vitest";
import { divideConnections } from "./database.ts";

test("an instance opens no more connections than it may, and every part has one", () => {
  for (let total = 4; total <= 1_000; total++) {
    const { lookUp, main, pages } = divideConnections(total, true);
    expect(lookUp + main + pages + 1).toBe(total);
    expect(Math.min(lookUp, main, pages)).toBeGreaterThanOrEqual(1);
    const alone = divideConnections(total);
    expect(alone).toEqual({ lookUp, main: main + pages, pages: 0 });
  }
});
