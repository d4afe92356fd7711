import { expect, test } from "vitest";
import { listKeyFacts } from "./list-key-facts.ts";

const made = "2030-01-01T00:00:00.000Z";
const rotated = "2030-01-02T00:00:00.000Z";
const ends = "2030-01-03T00:00:00.000Z";

const secrets = [
  { id: "sec_2", hint: "new", createdAt: rotated, endsAt: null, lastUsedAt: null },
  { id: "sec_1", hint: "old", createdAt: made, endsAt: ends, lastUsedAt: null },
];

function kinds(now: string): string[] {
  return listKeyFacts({ createdAt: made, secrets }, now).map(({ kind, hint }) => `${kind} ${hint}`.trim());
}

test("a key tells of itself when it and its secrets were made, newest first, and its first secret but once", () => {
  expect(kinds(rotated)).toEqual(["secret new", "created"]);
});

test("a secret's end is told once it has come", () => {
  expect(kinds(ends)).toEqual(["ended old", "secret new", "created"]);
});
