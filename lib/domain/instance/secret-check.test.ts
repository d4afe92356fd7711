import { expect, test } from "vitest";
import { checkFingerprints, type KnownSecret } from "./secret-check.ts";

const create = (fingerprint: string, day: number, fields: Partial<KnownSecret> = {}): KnownSecret => ({
  fingerprint,
  knownSince: new Date(Date.UTC(2030, 0, day)),
  signedUntil: new Date(Date.UTC(2030, 0, day + 1)),
  endedAt: null,
  ...fields,
});

const older = create("old", 1);
const newer = create("new", 2);

test.each<[string, string[], KnownSecret[], Partial<ReturnType<typeof checkFingerprints>>]>([
  ["nothing known", ["old"], [], { missing: [], missingNewest: null }],
  ["the same", ["old"], [older], { missing: [], missingNewest: null }],
  ["another one", ["other"], [older], { missing: ["old"], missingNewest: "old" }],
  ["both, in any order", ["old", "new"], [older, newer], { missing: [], missingNewest: null }],
  ["without the previous one", ["new"], [older, newer], { missing: ["old"], missingNewest: null }],
  ["without the newest", ["old"], [older, newer], { missing: ["new"], missingNewest: "new" }],
  ["one that has ended", ["new"], [{ ...older, endedAt: new Date() }, newer], { missing: [] }],
  [
    "one that never signed",
    ["old"],
    [older, { ...newer, signedUntil: null }],
    { missing: [], announced: ["new"] },
  ],
  ["one of two equally old ones", ["a"], [create("a", 1), create("b", 1)], { missingNewest: null }],
])("%s", (_, set, known, expected) => {
  expect(checkFingerprints(set, known)).toMatchObject(expected);
});
