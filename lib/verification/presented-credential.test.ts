import { describe, expect, test } from "vitest";
import { readPresentedCredential } from "./presented-credential.ts";

const key = "be_0123456789";
const read = (authorization: string | null, apiKey: string | null = null) =>
  readPresentedCredential({ authorization, apiKey });
const found = { kind: "key", secret: key };

describe("an empty header beside a good one", () => {
  test.each([
    [`Bearer ${key}`, ""],
    [`Bearer ${key}`, "  "],
    ["", key],
    ["Bearer", key],
    ["Bearer ", key],
    ["  bearer\t", key],
  ])("is not a second key: %j and %j", (authorization, apiKey) => {
    expect(read(authorization, apiKey)).toEqual(found);
  });

  test("changes nothing about two keys", () => {
    expect(read(`Bearer ${key}`, key)).toEqual({ kind: "ambiguous" });
    expect(read(null, `, ${key}`)).toEqual({ kind: "ambiguous" });
  });

  test.each([
    ["Bearer", null],
    [null, ""],
    ["Bearer ", ""],
  ])("alone is a key that cannot be read: %j and %j", (authorization, apiKey) => {
    expect(read(authorization, apiKey)).toEqual({ kind: "malformed" });
  });
});

describe("a misplaced Bearer", () => {
  test.each([
    [null, `Bearer ${key}`],
    [null, `bearer  ${key}`],
    ["Bearer other", `Bearer ${key}`],
    [`Bearer Bearer ${key}`, null],
    [`bearer BEARER ${key}`, null],
  ])("is told apart from two keys: %j and %j", (authorization, apiKey) => {
    expect(read(authorization, apiKey)).toEqual({ kind: "misplacedBearer" });
  });

  test("of two keys is two keys", () => {
    expect(read(null, `Bearer ${key}, Bearer ${key}`)).toEqual({ kind: "ambiguous" });
  });
});

test("another scheme is nobody's key, unless it holds one of ours", () => {
  expect(read("Basic eDp5")).toEqual({ kind: "none" });
  expect(read("Basic eDp5", key)).toEqual(found);
  expect(read(key)).toEqual({ kind: "malformed" });
});
