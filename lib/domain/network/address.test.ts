import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalizeAddress,
  canonicalizeCidr,
  getAddressCounter,
  isAddressAllowed,
  resolveClientAddress,
} from "./address.ts";

describe("canonicalizeAddress", () => {
  it.each([
    ["192.0.2.1", "192.0.2.1"],
    [" 192.0.2.1:443 ", "192.0.2.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["[::ffff:c000:201]:8080", "192.0.2.1"],
    ["2001:DB8:0:0::1", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["fe80::1%eth0", "fe80::1"],
    [`fe80::1%${"a".repeat(40)}`, "fe80::1"],
  ])("reads %s", (text, address) => {
    expect(canonicalizeAddress(text)).toBe(address);
  });

  it.each([
    "",
    "unknown",
    "192.0.2",
    "0300.0.2.1",
    "0xc0000201",
    "3221225985",
    "1.2.3.4.5",
    "::g",
    "[::1",
    "1.2.3.4,5",
  ])("rejects %j", (text) => {
    expect(canonicalizeAddress(text)).toBeNull();
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        canonicalizeAddress(text);
        canonicalizeCidr(text);
        expect(isAddressAllowed(text, ["0.0.0.0/0"])).toBe(
          /^[\d\s.:[\]fF%\w-]*$/.test(text) &&
            canonicalizeAddress(text) !== null &&
            !canonicalizeAddress(text)?.includes(":"),
        );
      }),
    );
  });
});

describe("getAddressCounter", () => {
  it("uses one counter for every notation of an address", () => {
    const spellings = [
      "192.0.2.1",
      "::ffff:192.0.2.1",
      "::FFFF:C000:0201",
      "192.0.2.1:5",
      "[::ffff:192.0.2.1]:5",
    ];
    expect(new Set(spellings.map(getAddressCounter))).toEqual(new Set(["address:192.0.2.1"]));
  });

  it("uses one counter for a whole /64, and another for the next", () => {
    expect(getAddressCounter("2001:db8:1:2::1")).toBe(getAddressCounter("2001:db8:1:2:ffff:ffff:ffff:ffff"));
    expect(getAddressCounter("2001:db8:1:2::1")).not.toBe(getAddressCounter("2001:db8:1:3::1"));
  });
});

describe("canonicalizeCidr", () => {
  it.each([
    ["192.0.2.77/24", "192.0.2.0/24"],
    ["192.0.2.7", "192.0.2.7/32"],
    ["2001:db8::5/32", "2001:db8::/32"],
    ["2001:db8::5", "2001:db8::5/128"],
    ["::ffff:192.0.2.7/120", "192.0.2.0/24"],
    ["0.0.0.0/0", "0.0.0.0/0"],
  ])("reads %s", (text, block) => {
    expect(canonicalizeCidr(text)).toBe(block);
  });

  it.each([
    "192.0.2.0/33",
    "192.0.2.0/-1",
    "192.0.2.0/",
    "/24",
    "::/129",
    "::ffff:1.2.3.4/20",
    "10/8",
    "a/b/c",
  ])("rejects %s", (text) => {
    expect(canonicalizeCidr(text)).toBeNull();
  });
});

describe("isAddressAllowed", () => {
  it("matches only within a block of the same family", () => {
    const blocks = ["192.0.2.0/24", "2001:db8::/32"];
    expect(isAddressAllowed("192.0.2.255", blocks)).toBe(true);
    expect(isAddressAllowed("::ffff:192.0.2.9", blocks)).toBe(true);
    expect(isAddressAllowed("2001:db8:ffff::1", blocks)).toBe(true);
    expect(isAddressAllowed("192.0.3.0", blocks)).toBe(false);
    expect(isAddressAllowed("2001:db9::1", blocks)).toBe(false);
    expect(isAddressAllowed("not an address", ["0.0.0.0/0", "::/0"])).toBe(false);
  });
});

describe("resolveClientAddress", () => {
  const resolve = (forwardedFor: string | undefined, trustedProxyHops: number) =>
    resolveClientAddress({ remoteAddress: "::ffff:127.0.0.1", forwardedFor, trustedProxyHops });

  it("ignores the header without a trusted proxy", () => {
    expect(resolve("203.0.113.9", 0)).toBe("127.0.0.1");
  });

  it("counts from the right, so that a forged first entry changes nothing", () => {
    expect(resolve("1.1.1.1, 203.0.113.9", 1)).toBe("203.0.113.9");
    expect(resolve("1.1.1.1, 203.0.113.9, 10.0.0.1", 2)).toBe("203.0.113.9");
    expect(resolve("203.0.113.9", 2)).toBe("203.0.113.9");
  });

  it("stops at an entry that is not an IP address", () => {
    expect(resolve("203.0.113.9, unknown", 2)).toBe("127.0.0.1");
    expect(resolve(undefined, 1)).toBe("127.0.0.1");
  });
});
