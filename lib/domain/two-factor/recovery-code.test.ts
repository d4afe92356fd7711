import { expect, test } from "vitest";
import { createRecoveryCode } from "./recovery-code.ts";

test("a recovery code has 120 evenly distributed random bits (ASVS 6.5.2, 6.5.3, 6.5.4)", () => {
  const codes = Array.from({ length: 4_000 }, createRecoveryCode);
  expect(new Set(codes).size).toBe(codes.length);
  const counts = new Map<string, number>();
  for (const code of codes) {
    expect(code).toHaveLength(24);
    for (const digit of code) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  }
  // Each of the 32 digits stands for 5 bits. With 3,000 of each expected, 300 are more than five standard deviations.
  expect(counts.size).toBe(32);
  for (const count of counts.values()) expect(Math.abs(count - 3_000)).toBeLessThan(300);
});
