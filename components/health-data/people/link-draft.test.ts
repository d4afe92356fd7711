import { expect, test } from "vitest";
import { toLinkDraft, toReference, typeId } from "./link-draft.ts";

const draft = { userId: "user_1", type: "Practitioner", id: "" } as const;

test.each([
  ["123", "Practitioner/123"],
  [" abc-1.2 ", "Practitioner/abc-1.2"],
  ["Patient/9", "Patient/9"],
  ["https://fhir.example.com/r4/RelatedPerson/7/", "RelatedPerson/7"],
  ["Observation/9", null],
  ["", null],
  ["a b", null],
  ["a".repeat(65), null],
])("typing %j results in %s", (text, reference) => {
  expect(toReference(typeId(draft, text))).toBe(reference);
});

test("a link becomes a draft with the same reference", () => {
  expect(toLinkDraft("user_1", "Patient/9")).toEqual({ userId: "user_1", type: "Patient", id: "9" });
});
