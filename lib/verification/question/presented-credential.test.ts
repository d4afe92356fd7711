import { describe, expect, test } from "vitest";
import { readPresentedCredential } from "./presented-credential.ts";

const key = "be_0123456789";
const read = (authorization: string | null, apiKey: string | null = null) =>
  readPresentedCredential({ authorization, apiKey });
const found = { kind: "key", secret: key };

describe("an empty header next to a valid one", () => {
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
  ])("without another key is an unreadable key: %j and %j", (authorization, apiKey) => {
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
  ])("is distinguished from two keys: %j and %j", (authorization, apiKey) => {
    expect(read(authorization, apiKey)).toEqual({ kind: "misplacedBearer" });
  });

  test("with two keys counts as two keys", () => {
    expect(read(null, `Bearer ${key}, Bearer ${key}`)).toEqual({ kind: "ambiguous" });
  });
});

test("another scheme is not a key, unless it contains one of this console's keys", () => {
  expect(read("Basic eDp5")).toEqual({ kind: "none" });
  expect(read("Basic eDp5", key)).toEqual(found);
  expect(read(key)).toEqual({ kind: "malformed" });
});
