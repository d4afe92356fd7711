import { expect, test } from "vitest";
import { describeReach } from "./describe-reach.ts";

test.each([
  [["fhir.data:read"], ["Read and search all resources"]],
  [["fhir.data:write", "fhir.data:read"], ["Create, read, update, delete, and search all resources"]],
  [["system/Observation.rs"], ["Read and search Observation resources"]],
  [
    ["system/Patient.r", "system/Observation.rs", "system/Patient.s"],
    ["Read and search Observation resources", "Read and search Patient resources"],
  ],
  [
    ["system/Observation.cruds", "fhir.data:read", "system/Patient.rs"],
    ["Read and search all resources", "Create, update, and delete Observation resources"],
  ],
])("says what %j allow, without repeating anything", (scopes, expected) => {
  expect(describeReach(scopes)).toEqual(expected);
});

test("leaves out what has no effect at the gateway", () => {
  expect(describeReach(["workers:read", "user/Observation.rs", "patient/*.rs"])).toEqual([]);
});
