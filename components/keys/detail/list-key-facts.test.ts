import { expect, test } from "vitest";
import { listKeyFacts } from "./list-key-facts.ts";

const created = "2030-01-01T00:00:00.000Z";
const rotated = "2030-01-02T00:00:00.000Z";
const ends = "2030-01-03T00:00:00.000Z";

const secrets = [
  { id: "sec_2", hint: "new", createdAt: rotated, endsAt: null, lastUsedAt: null },
  { id: "sec_1", hint: "old", createdAt: created, endsAt: ends, lastUsedAt: null },
];

function kinds(now: string): string[] {
  return listKeyFacts({ createdAt: created, secrets }, now).map(({ kind, hint }) => `${kind} ${hint}`.trim());
}

test("lists when the key and its secrets were created, newest first, without repeating the first secret", () => {
  expect(kinds(rotated)).toEqual(["secret new", "created"]);
});

test("lists the end of a secret once it has passed", () => {
  expect(kinds(ends)).toEqual(["ended old", "secret new", "created"]);
});
