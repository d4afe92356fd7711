import { describe, expect, test } from "vitest";
import { formatDomains, isAllowedAddress } from "./sign-in-policy.ts";

describe("allowed email domains", () => {
  const domains = ["example.com", "bücher.example"];

  test.each(["ada@example.com", "ada@bücher.example"])("allow %s", (email) => {
    expect(isAllowedAddress(domains, email)).toBe(true);
    expect(isAllowedAddress([], email)).toBe(true);
  });

  test.each([
    "ada@mail.example.com",
    "ada@notexample.com",
    "ada@example.com.attacker.test",
    "example.com@attacker.test",
    "ada@example.co",
  ])("reject %s", (email) => {
    expect(isAllowedAddress(domains, email)).toBe(false);
  });

  test("are listed in a sentence", () => {
    expect(formatDomains(["a.test"])).toBe("a.test");
    expect(formatDomains(["a.test", "b.test", "c.test"])).toBe("a.test, b.test or c.test");
  });
});
