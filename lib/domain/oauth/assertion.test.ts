import { createPublicKey, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { smartClaims, smartVectors } from "#e2e/support/oauth/smart-vectors.ts";
import { type AssertionFacts, findAssertionProblem } from "./assertion.ts";

const nowMs = Date.parse("2026-01-01T00:00:00Z");
const now = nowMs / 1000;
const tokenUrl = "https://console.example.com/oauth/token";
const issuer = "https://console.example.com/oauth";

function judge(claims: object = {}, facts: Partial<AssertionFacts> = {}): string | null {
  const valid = { iss: "app_1", sub: "app_1", aud: tokenUrl, exp: now + 60, iat: now, jti: "1" };
  return findAssertionProblem({
    claims: { ...valid, ...claims },
    header: {},
    clientId: "app_1",
    audiences: [tokenUrl, issuer],
    jwksUri: null,
    nowMs,
    ...facts,
  });
}

describe("findAssertionProblem", () => {
  test.each([
    ["the token endpoint", {}],
    ["the issuer", { aud: issuer }],
    ["a list of one", { aud: [issuer] }],
    ["5 minutes ahead", { exp: now + 300 }],
    ["without iat", { iat: undefined }],
    ["a clock that is a little ahead", { iat: now + 10, nbf: now + 10, exp: now + 310 }],
    ["a clock that is a little behind", { exp: now - 9 }],
  ])("accepts %s", (_name, claims) => {
    expect(judge(claims)).toBeNull();
  });

  test.each([
    ["another issuer", { iss: "app_2" }, "iss and sub"],
    ["another subject", { sub: "app_2" }, "iss and sub"],
    ["a foreign audience", { aud: "https://elsewhere.example.com/token" }, "aud"],
    ["a trailing slash", { aud: `${tokenUrl}/` }, "aud"],
    ["the issuer with a trailing slash", { aud: `${issuer}/` }, "aud"],
    ["the origin", { aud: "https://console.example.com" }, "aud"],
    ["another case", { aud: "https://console.example.com/OAuth/token" }, "aud"],
    ["a second audience", { aud: [tokenUrl, "https://elsewhere.example.com"] }, "aud"],
    ["no audience", { aud: undefined }, "aud"],
    ["an empty list", { aud: [] }, "aud"],
    ["the past", { exp: now - 10 }, "expired"],
    ["no exp", { exp: undefined }, "expired"],
    ["text as exp", { exp: String(now + 60) }, "expired"],
    ["more than 5 minutes", { exp: now + 311 }, "5 minutes"],
    ["forever", { exp: Number.MAX_VALUE }, "5 minutes"],
    ["issued in the future", { iat: now + 60 }, "future"],
    ["not valid yet", { nbf: now + 60 }, "future"],
    ["no jti", { jti: undefined }, "jti"],
    ["an empty jti", { jti: "" }, "jti"],
  ])("rejects %s", (_name, claims, problem) => {
    expect(judge(claims)).toContain(problem);
  });

  test("accepts the registered address of keys only", () => {
    const jku = "https://app.example.com/jwks.json";
    expect(judge({}, { header: { jku }, jwksUri: jku })).toBeNull();
    expect(judge({}, { header: { jku }, jwksUri: `${jku}/` })).toContain("jku");
    expect(judge({}, { header: { jku } })).toContain("jku");
  });
});

describe.each(smartVectors)("the assertion that SMART publishes for $alg", ({ publicJwk, assertion }) => {
  const [header = "", claims = "", signature = ""] = assertion.split(".");
  const parsed = JSON.parse(Buffer.from(claims, "base64url").toString());

  test("has a valid signature", () => {
    const key = createPublicKey({ key: { ...publicJwk, key_ops: ["verify"] }, format: "jwk" });
    const options = { key, dsaEncoding: "ieee-p1363" as const };
    const signed = Buffer.from(`${header}.${claims}`);
    expect(verify("sha384", signed, options, Buffer.from(signature, "base64url"))).toBe(true);
    expect(parsed).toEqual(smartClaims);
  });

  test("is rejected because of its audience, and then because of its expiry", () => {
    const facts = { claims: parsed, clientId: smartClaims.iss };
    expect(judge({}, facts)).toContain("aud");
    expect(judge({}, { ...facts, audiences: [smartClaims.aud] })).toContain("expired");
    const then = (smartClaims.exp - 60) * 1000;
    expect(judge({}, { ...facts, audiences: [smartClaims.aud], nowMs: then })).toBeNull();
  });
});
