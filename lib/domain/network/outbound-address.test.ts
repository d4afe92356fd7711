import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classifyAddress, isHostPlain } from "./outbound-address.ts";

describe("classifyAddress", () => {
  it.each(["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"])(
    "%s is public",
    (address) => {
      expect(classifyAddress(address)).toBe("public");
    },
  );

  it.each(["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "fd12:3456::1"])(
    "%s is private",
    (address) => {
      expect(classifyAddress(address)).toBe("private");
    },
  );

  it.each(["127.0.0.1", "127.255.255.254", "::1"])("%s is this machine", (address) => {
    expect(classifyAddress(address)).toBe("loopback");
  });

  it.each([
    ["the unspecified address", ["0.0.0.0", "0.1.2.3", "::"]],
    ["a link-local address", ["169.254.1.1", "169.254.169.254", "fe80::1", "fe80::1%eth0"]],
    ["a metadata service elsewhere", ["fd00:ec2::254", "100.100.100.200", "168.63.129.16"]],
    ["multicast and broadcast", ["224.0.0.1", "239.255.255.250", "255.255.255.255", "ff02::1"]],
    ["IPv4 inside IPv6", ["::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::ffff:0:127.0.0.1"]],
    ["NAT64", ["64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "64:ff9b::808:808"]],
    ["6to4 and Teredo", ["2002:7f00:1::", "2001:0:7f00::1"]],
    ["reserved space", ["192.0.2.1", "198.18.0.1", "240.0.0.1", "2001:db8::1", "fec0::1", "4000::1"]],
    [
      "a notation that is not a plain address",
      ["2130706433", "0x7f.0.0.1", "0177.0.0.1", "127.1", "", "localhost"],
    ],
  ])("%s is never allowed", (_name, addresses) => {
    for (const address of addresses) expect(classifyAddress(address), address).toBe("never");
  });

  it("never throws, and never treats an address as public that has 127.0.0.0/8 in its last 32 bits under a translation prefix", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat(0xff_ffff), (text, rest) => {
        classifyAddress(text);
        const low = `7f${(rest >> 16).toString(16).padStart(2, "0")}:${(rest & 0xffff).toString(16)}`;
        for (const prefix of ["::ffff:", "64:ff9b::", "::", "::ffff:0:"]) {
          expect(classifyAddress(`${prefix}${low}`)).toBe("never");
        }
      }),
    );
  });
});

describe("isHostPlain", () => {
  it.each(["http://127.0.0.1/r4", "https://fhir.example.com", "http://[::1]:80", "HTTP://10.0.0.1:8080/"])(
    "%s is written in its canonical form",
    (text) => {
      expect(isHostPlain(text)).toBe(true);
    },
  );

  it.each([
    "http://2130706433/",
    "http://0x7f000001",
    "http://0177.0.0.1",
    "http://127.1/",
    "http://１２７.０.０.１/",
  ])("%s is another notation", (text) => {
    expect(isHostPlain(text)).toBe(false);
  });
});
