import { describe, expect, test } from "vitest";
import { dayMs, hourMs } from "#lib/domain/common/durations.ts";
import { type PlannedKey, planSigningKeys } from "./signing-plan.ts";

const start = Date.parse("2026-01-01T00:00:00Z");
const at = (ms: number) => new Date(start + ms);

function createKey(id: string, signsFromMs: number, isReadable = true): PlannedKey {
  return { id, signsFrom: at(signsFromMs), isReadable };
}

describe("planSigningKeys", () => {
  test("starts with a key that signs immediately", () => {
    expect(planSigningKeys([], at(0))).toEqual({
      signingId: null,
      publishedIds: [],
      expiredIds: [],
      nextSignsFrom: at(0),
    });
  });

  test("creates the next key a day before 90 days are over", () => {
    const keys = [createKey("a", 0)];
    expect(planSigningKeys(keys, at(89 * dayMs - 1)).nextSignsFrom).toBeNull();
    expect(planSigningKeys(keys, at(89 * dayMs)).nextSignsFrom).toEqual(at(90 * dayMs));
  });

  test("publishes the next key before it signs, and signs with the current one until then", () => {
    const keys = [createKey("b", 90 * dayMs), createKey("a", 0)];
    const before = planSigningKeys(keys, at(90 * dayMs - 1));
    expect(before).toEqual({
      signingId: "a",
      publishedIds: ["a", "b"],
      expiredIds: [],
      nextSignsFrom: null,
    });
    expect(planSigningKeys(keys, at(90 * dayMs)).signingId).toBe("b");
  });

  test("publishes a replaced key until nothing that it signed is valid", () => {
    const keys = [createKey("a", 0), createKey("b", 90 * dayMs)];
    expect(planSigningKeys(keys, at(90 * dayMs + hourMs - 1)).publishedIds).toEqual(["a", "b"]);
    const after = planSigningKeys(keys, at(90 * dayMs + hourMs));
    expect([after.publishedIds, after.expiredIds]).toEqual([["b"], ["a"]]);
  });

  test("replaces a key that can't be decrypted immediately, and still publishes it for a while", () => {
    const lost = createKey("a", 0, false);
    expect(planSigningKeys([lost], at(dayMs))).toEqual({
      signingId: null,
      publishedIds: ["a"],
      expiredIds: [],
      nextSignsFrom: at(dayMs),
    });
    const plan = planSigningKeys([lost, createKey("b", dayMs)], at(dayMs));
    expect([plan.signingId, plan.publishedIds]).toEqual(["b", ["a", "b"]]);
  });

  test("continues with the current key if the next one can't be decrypted", () => {
    const keys = [createKey("a", 0), createKey("b", 90 * dayMs, false)];
    const plan = planSigningKeys(keys, at(91 * dayMs));
    expect([plan.signingId, plan.nextSignsFrom]).toEqual(["a", at(92 * dayMs)]);
    expect([plan.publishedIds, plan.expiredIds]).toEqual([["a", "b"], []]);
  });

  test("publishes the key that signs, although a later one can't be decrypted", () => {
    const keys = [createKey("a", 0, false), createKey("b", 90 * dayMs, false), createKey("c", 89.5 * dayMs)];
    for (const days of [89.5, 90, 91, 170]) {
      const plan = planSigningKeys(keys, at(days * dayMs));
      expect([plan.signingId, plan.publishedIds.includes("c"), plan.expiredIds]).toEqual([
        "c",
        true,
        days > 90 ? ["a"] : expect.any(Array),
      ]);
    }
  });
});
