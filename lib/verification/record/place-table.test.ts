import fc from "fast-check";
import { expect, it } from "vitest";
import { createPlaceTable } from "./place-table.ts";

/** Few hashes, also at both ends of the range, so that most entries collide. */
const hash = fc.oneof(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0xfffffff8, max: 0xffffffff }));
const step = fc.record({ place: fc.integer({ min: 0, max: 299 }), hash, isRemoved: fc.boolean() });

it("finds exactly the places that a map would contain, with any collisions", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const table = createPlaceTable();
      const model = new Map<number, number>();
      for (const { place, hash, isRemoved } of steps) {
        const present = model.get(place);
        if (present === undefined && !isRemoved) {
          table.add(hash, place);
          model.set(place, hash);
        } else if (present !== undefined && isRemoved) {
          table.remove(present, place);
          model.delete(place);
        }
      }
      for (let place = 0; place < 300; place++) {
        const present = model.get(place);
        const found = table.find(present ?? 0, (candidate) => candidate === place);
        expect(found).toBe(present === undefined ? -1 : place);
      }
      table.clear();
      expect(table.find(1, () => true)).toBe(-1);
    }),
  );
});
