import { expect, test } from "vitest";
import { readFoundPatients } from "./found-patients.ts";

const bundle = (...resources: unknown[]) =>
  JSON.stringify({
    resourceType: "Bundle",
    type: "searchset",
    entry: resources.map((resource) => ({ resource })),
  });

test("reads what a person needs to recognize a patient", () => {
  const text = bundle(
    {
      resourceType: "Patient",
      id: "p1",
      name: [{ family: "Old" }, { use: "official", given: ["Peter", "James"], family: "Chalmers" }],
      birthDate: "1974-12-25",
      gender: "male",
      identifier: [{ value: "12345" }],
    },
    { resourceType: "Patient", id: "p2", name: "wrong", birthDate: 1, gender: null },
    { resourceType: "OperationOutcome" },
    { resourceType: "Patient", id: "../secret" },
  );
  expect(readFoundPatients(text, 20)).toEqual({
    patients: [
      {
        id: "p1",
        name: "Peter James Chalmers",
        birthDate: "1974-12-25",
        gender: "male",
        identifier: "12345",
      },
      { id: "p2", name: null, birthDate: null, gender: null, identifier: null },
    ],
    hasMore: false,
  });
});

test("says that there are more", () => {
  const patients = Array.from({ length: 3 }, (_, index) => ({ resourceType: "Patient", id: `p${index}` }));
  expect(readFoundPatients(bundle(...patients), 2)).toMatchObject({ patients: [{}, {}], hasMore: true });
  const paged = { resourceType: "Bundle", type: "searchset", link: [{ relation: "next", url: "x" }] };
  expect(readFoundPatients(JSON.stringify(paged), 2)).toEqual({ patients: [], hasMore: true });
});

test("texts are shown in one line, and not without end", () => {
  const text = bundle({
    resourceType: "Patient",
    id: "p1",
    name: [{ text: `A\u202e\nB${"x".repeat(500)}` }],
  });
  const name = readFoundPatients(text, 1)?.patients[0]?.name;
  expect(name).toHaveLength(200);
  expect(name).toMatch(/^A B/);
});

test.each([
  ["other data", bundle({ resourceType: "Patient", id: "p1" }, { resourceType: "Observation", id: "o1" })],
  ["an entry without a resource", bundle(null)],
  ["another document", JSON.stringify({ resourceType: "Patient", id: "p1" })],
  ["another bundle", JSON.stringify({ resourceType: "Bundle", type: "history" })],
  ["no JSON", "<html>"],
])("%s is refused", (_name, text) => {
  expect(readFoundPatients(text, 20)).toBeNull();
});
