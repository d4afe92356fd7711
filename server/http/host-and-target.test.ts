import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isOwnHost, normalizePath, readHost, splitTarget } from "./host-and-target.ts";

describe("a request target", () => {
  test("is split as it came", () => {
    expect(splitTarget("/a/../b%2e?x=1?y", "h")).toEqual({ path: "/a/../b%2e", search: "?x=1?y" });
    expect(splitTarget("/", "h")).toEqual({ path: "/", search: "" });
  });

  test("may name the host that the Host header names, and no other", () => {
    expect(splitTarget("http://H:1/a?b", "h:1")).toEqual({ path: "/a", search: "?b" });
    expect(splitTarget("http://evil/a", "h:1")).toBeNull();
    expect(splitTarget("http://h:1@evil/a", "h:1")).toBeNull();
    expect(splitTarget("http://h:1", "h:1")).toBeNull();
  });

  test.each(["*", "", "a", "evil.example:443", "ftp://h/a", "?x"])("%j is refused", (target) => {
    expect(splitTarget(target, "h")).toBeNull();
  });
});

describe("a path that only looks different", () => {
  test.each([
    "//v1/api/me",
    "/%761/api/me",
    "/x/../v1/api/me",
    "/x/%2e%2e/v1/api/me",
    "/\\v1/api/me",
    "/v1%2fapi",
  ])("%s is seen to be the API's", (path) => {
    expect(normalizePath(path)).toMatch(/^\/v1\//);
  });

  test("any text has a normal form", () => {
    fc.assert(fc.property(fc.string(), (text) => typeof normalizePath(`/${text}`) === "string"));
  });
});

describe("a Host header", () => {
  test.each([
    ["localhost:3000", "localhost:3000"],
    ["[::1]:3000", "[::1]:3000"],
    [null, null],
    ["a b", null],
    ["a/b", null],
    ["user@host", null],
    ["host:99999", null],
    ["", null],
  ])("%j is read as %j", (host, read) => {
    expect(readHost(host)).toBe(read);
  });

  test.each([
    ["127.0.0.1:3000", true],
    ["192.168.1.20", true],
    ["[::1]:3000", true],
    ["localhost:3000", true],
    ["team.localhost", true],
    ["evil.example", false],
    ["127.0.0.1.evil.example", false],
    ["localhost.evil.example", false],
    ["console", false],
  ])("%s is ours without PUBLIC_URL: %s", (host, isOurs) => {
    expect(isOwnHost(host, undefined)).toBe(isOurs);
  });

  test("is ours when PUBLIC_URL names it, port included", () => {
    expect(isOwnHost("Console.example.com", "https://console.example.com")).toBe(true);
    expect(isOwnHost("console.example.com:8443", "https://console.example.com")).toBe(false);
    expect(isOwnHost("127.0.0.1:3000", "https://console.example.com")).toBe(true);
  });
});
