import { expect, test } from "vitest";
import { nameField, titleField } from "./field-labels.ts";
import { formatValue } from "./format-value.ts";
import { listDifferences } from "./list-differences.ts";

const names = { people: { user_1: "Ada" }, environments: { production: "Live" } };

test.each([
  ["expiresAt", "2026-01-05T00:00:00.000Z", new Date("2026-01-05")],
  ["expiresAt", null, "Never"],
  ["expiresAt", "soon", "soon"],
  ["gracePeriodSeconds", 86_400, "24 hours"],
  ["gracePeriodSeconds", 0, "None"],
  ["maxKeyLifetimeSeconds", 7_776_000, "90 days"],
  ["maxKeyLifetimeSeconds", null, "No maximum"],
  ["allowedIps", ["192.0.2.0/24", "2001:db8::/32"], "192.0.2.0/24, 2001:db8::/32"],
  ["allowedIps", [], "Any address"],
  ["resources", [], "All"],
  ["role", "developer", "Developer"],
  ["keyCreatorRole", null, "No minimum"],
  ["environment", "production", "Live"],
  ["environment", "gone", "gone"],
  ["environments", ["production", "staging"], "Live, staging"],
  ["userId", "user_1", "Ada"],
  ["userId", "user_2", "user_2"],
  ["owner", { type: "user", id: "user_1", role: null }, "Ada"],
  ["owner", { type: "team", id: "team_1", role: "developer" }, "Team (developer)"],
  ["permissions", "inherit", "Full access"],
  ["permissions", ["keys:read", "keys:write"], "keys:read, keys:write"],
  ["rateLimit", { perMinute: 1000, per10Seconds: null }, "1,000 per minute, default per 10 seconds"],
  ["rateLimit", { perMinute: null, per10Seconds: null }, "Default"],
  ["rateLimitPerMinuteMax", 5000, "5,000"],
  ["requiresExpiry", true, "Yes"],
  ["policyViolations", ["requiresExpiry", "requiresAllowedIps"], "keys must expire, requires allowed IPs"],
  ["metadata", { plan: "pro", trial: false }, "plan: pro, trial: No"],
  ["name", "", "None"],
  ["fieldOfAnotherRelease", { a: [1] }, "a: 1"],
])("shows %s %j as %s", (field, value, expected) => {
  expect(formatValue(field, value, names)).toEqual(expected);
});

test("labels every field, and writes out the name of one it doesn't know", () => {
  expect(nameField("requiresAllowedIps")).toBe("requires allowed IPs");
  expect(titleField("allowedIps")).toBe("Allowed IP addresses");
  expect(titleField("newRule2")).toBe("New rule 2");
});

test("lists what an event changed, with the value before if it is recorded", () => {
  const changes = { name: "CI", expiresAt: { from: null, to: "2026-01-05T00:00:00.000Z" } };
  expect(listDifferences(changes, names)).toEqual([
    { field: "name", from: null, to: "CI" },
    { field: "expiresAt", from: "Never", to: new Date("2026-01-05") },
  ]);
  expect(listDifferences("garbage", names)).toEqual([]);
});
