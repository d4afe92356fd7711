import { expect, test } from "vitest";
import { findPolicyViolations } from "./environment-policy.ts";

test.each([
  [1800, "30 minutes"],
  [43_200, "12 hours"],
  [86_400, "24 hours"],
  [2_592_000, "30 days"],
])("a maximum key lifetime of %d seconds reads as %j", (maxKeyLifetimeSeconds, text) => {
  const policy = {
    keyCreatorRole: null,
    maxKeyLifetimeSeconds,
    requiresExpiry: false,
    requiresAllowedIps: false,
  };
  const violations = findPolicyViolations(policy, { expiresAt: null, allowedIps: [] }, "owner", new Date(0));
  expect(violations.map(({ message }) => message)).toEqual([
    `Keys in this environment must expire within ${text}`,
  ]);
});
