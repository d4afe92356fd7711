import { expect, test } from "vitest";
import { describeGranted, describeScope } from "./scope-words.ts";

test.each([
  ["patient/Immunization.rs", "Read immunizations", "patient", false],
  ["patient/Immunization.read", "Read immunizations", "patient", false],
  ["patient/Immunization.s", "Search immunizations", "patient", false],
  ["user/Condition.cud", "Add, change, and delete conditions", "user", true],
  ["user/Condition.*", "Read, add, change, and delete conditions", "user", true],
  ["user/Condition.us", "Search and change conditions", "user", true],
  ["patient/Observation.rs", "Read observations (such as lab results)", "patient", false],
  ["patient/FamilyMemberHistory.r", "Read family history", "patient", false],
  ["patient/Patient.rs", "Read the patient's personal details", "patient", false],
  ["patient/ImagingStudy.r", "Read imaging studies", "patient", false],
  ["user/Patient.s", "Search personal details of patients", "user", false],
  ["user/Media.rs", "Read photos and recordings", "user", false],
  ["user/*.rs", "Read all data", "user", false],
  ["patient/*.cruds", "Read, add, change, and delete all data", "patient", true],
  ["user/AllergyIntolerance.u", "Change allergies", "user", true],
  ["offline_access", "Keep access while you aren't using the app", "other", false],
  ["openid", "Learn who you are", "identity", false],
  ["fhirUser", "Learn who you are", "identity", false],
  ["launch/patient", "Learn which patient this is about", "context", false],
  ["launch/encounter", "Learn which visit this is about", "context", false],
])("of %s, the page says: %s", (scope, text, about, changes) => {
  expect(describeScope(scope)).toEqual({ text, about, changes });
});

test("what isn't known is shown as it was requested", () => {
  expect(describeScope("phone")).toEqual({ text: "phone", about: "unknown", changes: false });
});

const scopes = [
  "openid",
  "fhirUser",
  "launch/patient",
  "patient/Condition.rs",
  "patient/Goal.cruds",
  "patient/Immunization.read",
  "user/Patient.r",
  "offline_access",
];

test("what a person agreed to is grouped by whose data it is, with one line for the same actions", () => {
  expect(describeGranted(scopes, "others")).toEqual([
    {
      label: "For one patient",
      items: ["Read conditions and immunizations", "Read, add, change, and delete goals"],
    },
    { label: "For all records that the person can access", items: ["Read personal details of patients"] },
    {
      label: "Also",
      items: [
        "Learn who the person is",
        "Learn which patient this is about",
        "Keep access while the person isn't using the app",
      ],
    },
  ]);
});

test("the person who agreed is addressed as you", () => {
  expect(JSON.stringify(describeGranted(scopes, "own"))).not.toContain("person is");
  expect(describeGranted(["user/*.rs", "openid"], "own")).toEqual([
    { label: "For all records that you can access", items: ["Read all data"] },
    { label: "Also", items: ["Learn who you are"] },
  ]);
});
