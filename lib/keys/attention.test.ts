import { expect, test } from "vitest";
import { type AttentionFacts, findAttentionReason } from "./attention.ts";

const dayMs = 86_400_000;
const now = new Date("2030-01-31T12:00:00Z");
const inDays = (days: number) => new Date(now.getTime() + days * dayMs);

function reasonOf(facts: Partial<AttentionFacts>) {
  const key = { createdAt: inDays(-30), expiresAt: null, lastUsedAt: inDays(-1), secrets: [], ...facts };
  return findAttentionReason(key, now);
}

test("a key in use without an end needs nobody", () => {
  expect(reasonOf({})).toBeNull();
});

test("a key that ends within 14 days is named, one that ends later is not", () => {
  expect(reasonOf({ expiresAt: inDays(14) })).toBe("expiring");
  expect(reasonOf({ expiresAt: inDays(14.1) })).toBeNull();
});

test("a key that nobody has used for a week since it was made is named, a newer one is not", () => {
  expect(reasonOf({ lastUsedAt: null, createdAt: inDays(-7) })).toBe("never_used");
  expect(reasonOf({ lastUsedAt: null, createdAt: inDays(-6.9) })).toBeNull();
});

test("an old secret that is used after its successor was made outweighs everything", () => {
  const rotate = (lastUsedAt: Date | null) => [
    { createdAt: inDays(-1), endsAt: null, lastUsedAt: null },
    { createdAt: inDays(-30), endsAt: inDays(1), lastUsedAt },
  ];
  expect(reasonOf({ expiresAt: inDays(2), secrets: rotate(inDays(-0.5)) })).toBe("old_secret_used");
  expect(reasonOf({ secrets: rotate(inDays(-2)) })).toBeNull();
  expect(reasonOf({ secrets: rotate(null) })).toBeNull();
});
