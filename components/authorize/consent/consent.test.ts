import { expect, test } from "vitest";
import { canLast, findConsentProblem, groupOffer, listAgreed } from "./consent.ts";

const offered = [
  "openid",
  "fhirUser",
  "launch/patient",
  "patient/Observation.rs",
  "user/Patient.r",
  "offline_access",
];

test("an offer is grouped by whose data it is about", () => {
  const { patient, user, more } = groupOffer(offered);
  expect(patient.map(({ scopes }) => scopes)).toEqual([["patient/Observation.rs"]]);
  expect(user.map(({ scopes }) => scopes)).toEqual([["user/Patient.r"]]);
  // openid and fhirUser mean the same to people.
  expect(more.map(({ scopes, isOptional }) => [scopes, isOptional])).toEqual([
    [["openid", "fhirUser"], false],
    [["launch/patient"], false],
  ]);
});

test("scopes that mean the same to people are left out together", () => {
  const [item] = groupOffer(["patient/Goal.r", "patient/Goal.rs"]).patient;
  expect(item?.scopes).toEqual(["patient/Goal.r", "patient/Goal.rs"]);
});

test("how long access lasts is asked apart from what the app can do", () => {
  expect(canLast(offered)).toBe(true);
  expect(canLast(["openid"])).toBe(false);
});

test("what was unchecked is not agreed to, and the rest keeps its order", () => {
  expect(listAgreed(offered, new Set(["patient/Observation.rs", "offline_access"]))).toEqual([
    "openid",
    "fhirUser",
    "launch/patient",
    "user/Patient.r",
  ]);
});

test.each([
  [["patient/Observation.rs"], "search", null, "noPatient"],
  [["launch/patient", "user/Patient.r"], "search", null, "noPatient"],
  [["patient/Observation.rs"], "search", "123", null],
  [["patient/Observation.rs"], "given", null, null],
  [["user/Patient.r"], "search", null, null],
  [[], "none", null, "nothing"],
  [["offline_access", "launch/patient"], "given", null, "nothing"],
  [["openid"], "none", null, null],
] as const)(
  "agreeing to %j with a patient by %s (%s) has the problem %s",
  (agreed, kind, chosen, problem) => {
    expect(findConsentProblem(agreed, kind, chosen)).toBe(problem);
  },
);
