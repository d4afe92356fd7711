import { expect, test } from "vitest";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { createDraft, toRules } from "./environment-draft.ts";
import { describeRules } from "./texts.ts";

function createEnvironment(maxKeyLifetimeSeconds: number): EnvironmentDto {
  return {
    id: "env_01",
    slug: "test",
    label: "Test",
    color: "blue",
    position: 0,
    keyCreatorRole: null,
    maxKeyLifetimeSeconds,
    requiresExpiry: false,
    requiresAllowedIps: false,
    policyReportOnly: false,
    allowsTeamManagement: false,
    notifiesKeyChanges: false,
  };
}

test.each([60, 3600, 129_600, 2_592_000])("keeps a lifetime of %d seconds that isn't edited", (seconds) => {
  expect(toRules(createDraft(createEnvironment(seconds)))?.maxKeyLifetimeSeconds).toBe(seconds);
});

test("accepts only whole days when the lifetime is edited", () => {
  const draft = createDraft(createEnvironment(3600));
  expect(toRules({ ...draft, lifetimeDays: "2" })?.maxKeyLifetimeSeconds).toBe(172_800);
  expect(toRules({ ...draft, lifetimeDays: "" })?.maxKeyLifetimeSeconds).toBeNull();
  expect(toRules({ ...draft, lifetimeDays: "0" })).toBeNull();
  expect(toRules({ ...draft, lifetimeDays: "0.5" })).toBeNull();
});

test("shows a maximum lifetime below a day in hours", () => {
  expect(describeRules(createEnvironment(43_200))).toEqual(["Expire within 12 hours"]);
});

test("says who manages the keys of an environment", () => {
  const environment = { ...createEnvironment(43_200), keyCreatorRole: "owner" as const };
  expect(describeRules(environment)).toEqual(["Managed only by owners", "Expire within 12 hours"]);
});
