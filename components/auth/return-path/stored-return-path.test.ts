import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { shortenReturnPath, takeReturnPath } from "./stored-return-path.ts";

const long = `/authorize?state=${"a".repeat(3000)}`;

function createStorage() {
  const items = new Map<string, string>();
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
    removeItem: (name: string) => void items.delete(name),
  };
}

beforeEach(() => void vi.stubGlobal("sessionStorage", createStorage()));
afterEach(() => void vi.unstubAllGlobals());

test.each(["/t/acme", "/authorize?state=1", `/t/acme?q=${"a".repeat(3000)}`])(
  "a provider returns to %.30s itself",
  (path) => {
    expect(shortenReturnPath(path)).toBe(path);
    expect(takeReturnPath()).toBeNull();
  },
);

test("a request of an app that is too long for a cookie is kept in the tab, and opened once", () => {
  expect(shortenReturnPath(long)).toBe("/authorize#resume");
  expect(takeReturnPath()).toBe(long);
  expect(takeReturnPath()).toBeNull();
});

test("without storage, the path stays as it is", () => {
  vi.stubGlobal("sessionStorage", undefined);
  expect(shortenReturnPath(long)).toBe(long);
  expect(takeReturnPath()).toBeNull();
});
