import { expect, test } from "vitest";
import { listReferenceNeeds } from "./searching-reference.ts";

const needs = [{ type: null, letters: ["r", "s"], feature: "a reference by a search" }];

test.each([
  "Encounter?patient=Patient/p2",
  "Encounter/?patient=p2",
  "/Encounter?patient=p2",
  "https://fhir.example.com/r4/Encounter?patient=p2",
])("a resource that refers to %s needs every type", (reference) => {
  const list = [{ note: "x" }, { actor: { reference } }];
  expect(listReferenceNeeds({ encounter: { reference } }, { isPatch: false })).toEqual(needs);
  expect(listReferenceNeeds({ participant: list }, { isPatch: false })).toEqual(needs);
  expect(listReferenceNeeds([{ op: "add", path: "/x", value: reference }], { isPatch: true })).toEqual(needs);
});

test.each([
  { reference: "Encounter/1" },
  { reference: "#p?" },
  { display: "Encounter?x=1" },
  { reference: 1 },
])("a resource with %j doesn't", (encounter) => {
  expect(listReferenceNeeds({ encounter }, { isPatch: false })).toEqual([]);
});
