import { expect, test } from "vitest";
import { getTokenSeconds, isScope, isWithinScopes, splitScopes } from "./scopes.ts";

test("a scope is the name of a permission or a SMART scope", () => {
  expect(isScope("workers:read")).toBe(true);
  expect(isScope("system/Observation.rs")).toBe(true);
  expect(isScope("openid")).toBe(false);
  expect(isScope("inherit")).toBe(false);
  expect(isScope("")).toBe(false);
});

test("a permission is within the held scopes only if it is listed", () => {
  expect(isWithinScopes(["workers:read"], "workers:read")).toBe(true);
  expect(isWithinScopes(["workers:read", "system/*.cruds"], "workers:write")).toBe(false);
});

test("a SMART scope is within a wider one, but not within two that only together cover it", () => {
  expect(isWithinScopes(["system/*.rs"], "system/Observation.r")).toBe(true);
  expect(isWithinScopes(["system/Observation.rs"], "system/*.r")).toBe(false);
  expect(isWithinScopes(["user/*.cruds"], "system/Patient.r")).toBe(false);
  expect(isWithinScopes(["system/Patient.r", "system/Patient.s"], "system/Patient.rs")).toBe(false);
});

test("the text of a request contains each scope once", () => {
  expect(splitScopes("a:read  b:read a:read ")).toEqual(["a:read", "b:read"]);
  expect(splitScopes("")).toEqual([]);
});

test("a token lives an hour, and 5 minutes if it reaches data by itself or can be checked without this console", () => {
  expect(getTokenSeconds(["workers:read"], "opaque")).toBe(3600);
  expect(getTokenSeconds(["workers:read", "system/Patient.rs"], "opaque")).toBe(300);
  expect(getTokenSeconds(["user/Patient.rs"], "opaque")).toBe(3600);
  expect(getTokenSeconds(["workers:read"], "jwt")).toBe(300);
});
