import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { getSafeCallbackPath, getSafeCallbackUrl } from "./callback-url.ts";

const origin = "https://console.example.com";

describe("callback URL", () => {
  test.each([
    ["/t/acme/settings/api-keys?status=active#x", "/t/acme/settings/api-keys?status=active#x"],
    [`${origin}/t/acme`, "/t/acme"],
    ["t/acme", "/t/acme"],
    ["/search?q=%2f%2fevil.com", "/search?q=%2f%2fevil.com"],
    ["", "/"],
    [null, "/"],
  ])("resolves %j to %j", (requested, path) => {
    expect(getSafeCallbackPath(requested, origin)).toBe(path);
  });

  test("keeps the longest request of an app, and nothing longer", () => {
    const path = `/authorize?${"a".repeat(8000)}`;
    expect(getSafeCallbackPath(path, origin)).toBe(path);
    expect(getSafeCallbackPath(`${path}${"a".repeat(200)}`, origin)).toBe("/");
  });

  test.each([
    "//evil.com",
    "///evil.com",
    "////evil.com",
    "/\\evil.com",
    "\\\\evil.com",
    "/\\/evil.com",
    "https:evil.com",
    "https:/evil.com",
    "https:\\\\evil.com",
    "http://console.example.com/",
    "https://console.example.com.evil.com/",
    "https://console.example.com@evil.com/",
    "https://user:pass@console.example.com/",
    "https://console.example.com:444/",
    "%2f%2fevil.com",
    "/%2f%2fevil.com",
    "/%2fevil.com",
    "/%5cevil.com",
    "/\t/evil.com",
    "/\n/evil.com",
    "\t//evil.com",
    "ht\ntps://evil.com",
    "/.//evil.com",
    "/..//evil.com",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "blob:https://console.example.com/x",
    "file:///etc/passwd",
    `/${"a".repeat(3000)}`,
  ])("never leaves the console's origin for %j", (requested) => {
    const path = getSafeCallbackPath(requested, origin);
    expect(new URL(path, origin).origin).toBe(origin);
    expect(path.startsWith("/")).toBe(true);
    expect(decodeURIComponent(path)).not.toMatch(/^[\\/]{2}/);
  });

  test("always returns a URL on the console's origin, and the same one when applied twice", () => {
    const piece = fc.constantFrom(
      "/",
      "\\",
      "%2f",
      "%5c",
      ":",
      "@",
      "https",
      "evil.com",
      ".",
      "\t",
      "\n",
      "?",
      "#",
      "a",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece).map((parts) => parts.join("")),
          fc.webUrl(),
          fc.string(),
        ),
        (requested) => {
          const url = getSafeCallbackUrl(requested, origin);
          expect(new URL(url).origin).toBe(origin);
          expect(getSafeCallbackUrl(url, origin)).toBe(url);
          const path = getSafeCallbackPath(requested, origin);
          expect(new URL(path, origin).origin).toBe(origin);
        },
      ),
    );
  });
});
