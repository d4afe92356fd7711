import { describe, expect, test } from "vitest";
import { createSignedToken } from "#e2e/support/oauth/apps.ts";
import { createAccessToken } from "#lib/domain/keys/secret.ts";
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

describe("an access token", () => {
  const token = createAccessToken();
  const signed = createSignedToken();
  const foreign = createSignedToken({ client_id: "spa", scope: "x".repeat(600) });

  test("is a credential in either header, in either format", () => {
    for (const own of [token, signed]) {
      expect(read(`Bearer ${own}`)).toEqual({ kind: "key", secret: own });
      expect(read(null, own)).toEqual({ kind: "key", secret: own });
    }
  });

  test("beside a key is a second credential", () => {
    for (const own of [token, signed]) {
      expect(read(`Bearer ${own}`, key)).toEqual({ kind: "ambiguous" });
      expect(read(`Bearer ${key}`, own)).toEqual({ kind: "ambiguous" });
    }
  });

  test("of another application gives way to a key or token, also if it is long", () => {
    for (const own of [key, token, signed]) {
      expect(read(`Bearer ${foreign}`, own)).toEqual({ kind: "key", secret: own });
      expect(read(`Bearer ${own}`, foreign)).toEqual({ kind: "key", secret: own });
    }
  });

  test("can be longer than a key, up to a limit", () => {
    const long = createSignedToken({ scope: "workers:read ".repeat(100) });
    expect(read(`Bearer ${long}`)).toEqual({ kind: "key", secret: long });
    expect(read(`Bearer ${createSignedToken({ scope: "x".repeat(4_000) })}`)).toEqual({ kind: "malformed" });
    expect(read(`Bearer ${"x".repeat(600)}`)).toEqual({ kind: "malformed" });
  });

  test("in another scheme is not ignored", () => {
    expect(read(`Token ${token}`)).toEqual({ kind: "malformed" });
  });
});
