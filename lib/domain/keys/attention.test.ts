import { expect, test } from "vitest";
import { type AttentionFacts, findAttentionReason } from "./attention.ts";

const dayMs = 86_400_000;
const now = new Date("2030-01-31T12:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * dayMs);

function reasonOf(facts: Partial<AttentionFacts>) {
  const key = { createdAt: inDays(-30), expiresAt: null, lastUsedAt: inDays(-1), secrets: [], ...facts };
  return findAttentionReason(key, now);
}

test("a key that is in use and never expires needs no attention", () => {
  expect(reasonOf({})).toBeNull();
});

test("a key that expires within 14 days needs attention, but not one that expires later", () => {
  expect(reasonOf({ expiresAt: inDays(14) })).toBe("expiring");
  expect(reasonOf({ expiresAt: inDays(14.1) })).toBeNull();
});

test("a key that is unused for a week after its creation needs attention, but not a newer one", () => {
  expect(reasonOf({ lastUsedAt: null, createdAt: inDays(-7) })).toBe("never_used");
  expect(reasonOf({ lastUsedAt: null, createdAt: inDays(-6.9) })).toBeNull();
});

test("use of a previous secret after a rotation has priority over other reasons", () => {
  const rotate = (lastUsedAt: Date | null) => [
    { createdAt: inDays(-1), endsAt: null, lastUsedAt: null },
    { createdAt: inDays(-30), endsAt: inDays(1), lastUsedAt },
  ];
  expect(reasonOf({ expiresAt: inDays(2), secrets: rotate(inDays(-0.5)) })).toBe("old_secret_used");
  expect(reasonOf({ secrets: rotate(inDays(-2)) })).toBeNull();
  expect(reasonOf({ secrets: rotate(null) })).toBeNull();
});
