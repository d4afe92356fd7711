import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createBaseChange, findBelowBase } from "./links.ts";

const base = "https://fhir.example.com/r4";
const growth = { max: 1_000, createError: () => new Error("too long") };

test.each([
  [`${base}/Patient/1`, "https://c/f/Patient/1"],
  [base, "https://c/f"],
  [`<a href="${base}/Patient/1">`, '<a href="https://c/f/Patient/1">'],
  [`${base}b/Patient/1`, `${base}b/Patient/1`],
  [`${base}|2`, "https://c/f|2"],
  ["urn:uuid:1", "urn:uuid:1"],
])("a base URL in a text is changed: %s", (text, changed) => {
  expect(createBaseChange(base, "https://c/f", growth)(text)).toBe(changed);
});

test("a base URL without a path isn't found in a URL with a port or a longer name", () => {
  const change = createBaseChange("https://a.example", "https://c/f", growth);
  for (const text of ["https://a.example:8443/x", "https://a.example.org/x", "https://a.example@b/x"]) {
    expect(change(text)).toBe(text);
  }
});

test("a change and the opposite change give the same text", () => {
  const gateway = "https://console.example.com/v1/api/fhir/servers/srv_1/fhir";
  const there = createBaseChange(base, gateway, { ...growth, max: 1_000_000 });
  const back = createBaseChange(gateway, base, growth);
  fc.assert(
    fc.property(fc.array(fc.constantFrom(base, "/Patient/1", "?x=1", " ", "x")), (parts) => {
      const text = parts.join("");
      expect(back(there(text))).toBe(text);
    }),
  );
});

test("texts grow together by no more than the limit", () => {
  const change = createBaseChange("http://a", "http://abc", { ...growth, max: 10 });
  expect(change("http://a ".repeat(3))).toBe("http://abc ".repeat(3));
  expect(change("http://a http://a")).toBe("http://abc http://abc");
  expect(() => change("http://a")).toThrow("too long");
});

describe("a link below the base URL", () => {
  test.each([
    [`${base}?_getpages=1`, "?_getpages=1"],
    [`${base}/Patient?page=2#x`, "/Patient?page=2"],
    ["Patient?page=2", "/Patient?page=2"],
    ["/r4/Patient", "/Patient"],
    ["HTTPS://FHIR.EXAMPLE.COM/r4/x", "/x"],
  ])("%s", (link, below) => {
    expect(findBelowBase(base, link)).toBe(below);
  });

  test.each([
    ...[
      "https://evil.example/r4/Patient",
      `${base}b`,
      `${base}/../admin`,
      "http://fhir.example.com/r4/x",
      "/admin",
    ],
    ...[
      "https://a@fhir.example.com/r4/x",
      `${base}/%2e%2e/admin`,
      `${base}/a%2f..`,
      "//evil.example/r4/x",
      "http://[",
    ],
    ...["javascript:alert(1)", "https://fhir.example.com:8443/r4/x", "../x"],
  ])("isn't %s", (link) => {
    expect(findBelowBase(base, link)).toBeNull();
  });

  test("always stays below it", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webPath()), (link) => {
        const below = findBelowBase(base, link);
        if (below !== null) expect(new URL(base + below).href.startsWith(base)).toBe(true);
      }),
    );
  });
});
