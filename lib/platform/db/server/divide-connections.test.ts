import { expect, test } from "vitest";
import { divideConnections } from "#lib/platform/db/database.ts";

test("an instance stays within its connection limit, and every part gets a connection", () => {
  for (let total = 4; total <= 1_000; total++) {
    const { lookUp, heavy, main, pages } = divideConnections(total, true);
    expect(lookUp + heavy + main + pages + 1).toBe(total);
    expect(Math.min(lookUp, main, pages)).toBeGreaterThanOrEqual(1);
    const single = divideConnections(total);
    expect(single).toEqual({ lookUp, heavy, main: main + pages, pages: 0 });
  }
});
