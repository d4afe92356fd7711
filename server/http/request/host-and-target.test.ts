import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isOwnHost, normalizePath, readHost, splitTarget } from "./host-and-target.ts";

describe("a request target", () => {
  test("is split without changes", () => {
    expect(splitTarget("/a/../b%2e?x=1?y", "h")).toEqual({ path: "/a/../b%2e", search: "?x=1?y" });
    expect(splitTarget("/", "h")).toEqual({ path: "/", search: "" });
  });

  test("can name the host in the Host header, and no other", () => {
    expect(splitTarget("http://H:1/a?b", "h:1")).toEqual({ path: "/a", search: "?b" });
    expect(splitTarget("http://evil/a", "h:1")).toBeNull();
    expect(splitTarget("http://h:1@evil/a", "h:1")).toBeNull();
    expect(splitTarget("http://h:1", "h:1")).toBeNull();
  });

  test.each(["*", "", "a", "evil.example:443", "ftp://h/a", "?x"])("rejects %j", (target) => {
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
  ])("%s is recognized as an API path", (path) => {
    expect(normalizePath(path)).toMatch(/^\/v1\//);
  });

  test("normalizes any text", () => {
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
  ])("reads %j as %j", (host, read) => {
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
  ])("without PUBLIC_URL, whether %s is this console's: %s", (host, isOurs) => {
    expect(isOwnHost(host, undefined)).toBe(isOurs);
  });

  test("is this console's if PUBLIC_URL has it, including the port", () => {
    expect(isOwnHost("Console.example.com", "https://console.example.com")).toBe(true);
    expect(isOwnHost("console.example.com:8443", "https://console.example.com")).toBe(false);
    expect(isOwnHost("127.0.0.1:3000", "https://console.example.com")).toBe(true);
  });
});
