import { expect, test } from "vitest";
import { describeTyped, findSmartProblem } from "./smart-problem.ts";

test.each(["system/Observation.rs", "system/*.cruds", "system/Patient.read"])(
  "a service can have %s",
  (text) => {
    expect(findSmartProblem(text, "service")).toBeNull();
  },
);

test.each([
  ["workers:read", /is a permission/],
  ["openid", /must start with system\//],
  ["Observation.rs", /must start with system\//],
  ["patient/Observation.rs", /apps that people sign in to/],
  ["user/*.read", /apps that people sign in to/],
  ["system/Observation.rs?category=laboratory", /Remove the \?/],
  ["system/Observation", /Add a dot.*system\/Observation\.rs/],
  ["system/observation.rs", /capital letter/],
  ["system/.rs", /resource type/],
  ["system/Observation.sr", /You may mean system\/Observation\.rs$/],
  ["system/Observation.rr", /You may mean system\/Observation\.r$/],
  ["system/Observation.", /only have the letters/],
  ["system/Observation.reads", /only have the letters/],
])("of %s, the form says why a service can't have it", (text, problem) => {
  expect(findSmartProblem(text, "service")).toMatch(problem);
});

test("of several typed scopes, the first with a problem is described", () => {
  expect(describeTyped("system/Patient.rs, system/Device.sr", "service")).toMatch(/system\/Device\.rs/);
});

test.each(["patient/Observation.rs", "user/*.cruds", "patient/*.read"])(
  "an app for people can have %s",
  (text) => {
    expect(findSmartProblem(text, "public")).toBeNull();
    expect(findSmartProblem(text, "confidential")).toBeNull();
  },
);

test.each([
  ["system/Observation.rs", /is for services/],
  ["workers:read", /Only services/],
  ["offline_access", /every app can request it/],
  ["Observation.rs", /must start with patient\/ or user\//],
])("of %s, the form says why an app for people can't have it", (text, problem) => {
  expect(findSmartProblem(text, "public")).toMatch(problem);
});
