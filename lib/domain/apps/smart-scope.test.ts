import fc from "fast-check";
import { expect, test } from "vitest";
import { coversSmartScope, readSmartScope } from "./smart-scope.ts";

test("scopes of both versions of SMART are read", () => {
  expect(readSmartScope("system/Observation.rs")).toEqual({
    level: "system",
    type: "Observation",
    interactions: "rs",
  });
  expect(readSmartScope("user/*.read")).toEqual({ level: "user", type: "*", interactions: "rs" });
  expect(readSmartScope("patient/Patient.write")).toMatchObject({ interactions: "cud" });
  expect(readSmartScope("system/*.*")).toMatchObject({ interactions: "cruds" });
});

test.each([
  "system/Observation.",
  "system/Observation.sr",
  "system/Observation.rr",
  "system/observation.rs",
  "System/Observation.rs",
  "system/Observation.rs?category=laboratory",
  "system/Observation.rs ",
  "tenant/Observation.rs",
  "system/.rs",
  "workers:read",
  "openid",
])("%s is not a SMART scope", (text) => {
  expect(readSmartScope(text)).toBeNull();
});

const level = fc.constantFrom("patient", "user", "system");
const type = fc.constantFrom("Patient", "Observation", "*");
const access = fc.subarray([..."cruds"], { minLength: 1 }).map((letters) => letters.join(""));
const scope = fc.tuple(level, type, access).map(([one, other, letters]) => {
  const read = readSmartScope(`${one}/${other}.${letters}`);
  if (read === null) throw new Error("a scope could not be read");
  return read;
});

test("a scope covers another exactly if it allows each of its interactions with each of its types", () => {
  fc.assert(
    fc.property(scope, scope, (held, wanted) => {
      const types = wanted.type === "*" ? ["Patient", "Observation", "Device"] : [wanted.type];
      const allows = types.every(
        (one) =>
          held.level === wanted.level &&
          (held.type === "*" || held.type === one) &&
          [...wanted.interactions].every((letter) => held.interactions.includes(letter)),
      );
      expect(coversSmartScope(held, wanted)).toBe(allows);
    }),
  );
});
