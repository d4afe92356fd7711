import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { findKeySetProblem, getThumbprint } from "./key-set.ts";

const ec = generateKeyPairSync("ec", { namedCurve: "P-384" });
const publicKey = { ...ec.publicKey.export({ format: "jwk" }), kid: "1", alg: "ES384" };

test("public keys for signatures are accepted", () => {
  expect(findKeySetProblem([publicKey])).toBeNull();
});

test("private, symmetric, weak and unreadable keys are rejected", () => {
  expect(findKeySetProblem([])).not.toBeNull();
  expect(findKeySetProblem([{ ...ec.privateKey.export({ format: "jwk" }) }])).toContain("private key");
  expect(findKeySetProblem([{ kty: "oct", k: "c2VjcmV0" }])).not.toBeNull();
  expect(findKeySetProblem([{ ...publicKey, x: "AA" }])).toContain("can't be read");
  expect(findKeySetProblem([publicKey, publicKey])).toContain("kid");
  const { publicKey: weak } = generateKeyPairSync("rsa", { modulusLength: 1024 });
  expect(findKeySetProblem([{ ...weak.export({ format: "jwk" }) }])).toContain("2048 bits");
});

test.each(["a\u0000", "\ud800", ["a\u0000"], { "\ud800": 1 }])("%j can't be part of a key", (value) => {
  expect(findKeySetProblem([{ ...publicKey, custom: value }])).toContain("can't be stored");
});

test.each([5, "", "x".repeat(201), "line\n", "\u202eone", null])("%j can't be the kid of a key", (kid) => {
  expect(findKeySetProblem([{ ...publicKey, kid }])).toContain('"kid"');
});

test("a key can't have the algorithm of another type of key", () => {
  expect(findKeySetProblem([{ ...publicKey, alg: "ES256" }])).toContain('"alg":"ES384"');
  expect(findKeySetProblem([{ ...publicKey, alg: "RS256" }])).toContain('"alg":"ES384"');
  expect(findKeySetProblem([{ ...publicKey, alg: "HS256" }])).toContain('"alg" must be one of');
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ format: "jwk" });
  expect(findKeySetProblem([{ ...rsa, alg: "PS256" }])).toBeNull();
  expect(findKeySetProblem([{ ...rsa, alg: "ES384" }])).toContain("RS384");
});

test("the thumbprint is that of RFC 7638, section 3.1, whatever else the key contains", () => {
  const key = {
    kty: "RSA",
    n: "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
    e: "AQAB",
    alg: "RS256",
    kid: "2011-04-29",
  };
  expect(getThumbprint(key)).toBe("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
});
