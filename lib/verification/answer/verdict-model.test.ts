import fc from "fast-check";
import { expect, test } from "vitest";
import { createVerdictProperty } from "#e2e/support/verification/verdict-cases.ts";

test("every response of /auth, /keys/verify and introspection matches the naive model", {
  timeout: 60_000,
}, async () => {
  const tally = { auth: 0, verify: 0, introspect: 0 };
  await fc.assert(createVerdictProperty(tally), { numRuns: 150, seed: 20_260_102 });
  expect(Math.min(tally.auth, tally.verify, tally.introspect)).toBeGreaterThan(500);
});
