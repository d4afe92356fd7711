import { expect, test } from "vitest";
import { verifyPkce } from "./verify-pkce.ts";

// RFC 7636, appendix B.
const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

test("accepts the verifier of a challenge, and nothing else", () => {
  expect(verifyPkce(challenge, verifier)).toBe(true);
  expect(verifyPkce(challenge, `${verifier}A`)).toBe(false);
  expect(verifyPkce(challenge, challenge)).toBe(false);
  expect(verifyPkce(challenge, verifier.slice(0, 42))).toBe(false);
  expect(verifyPkce(challenge, "")).toBe(false);
  expect(verifyPkce(challenge, "a".repeat(129))).toBe(false);
  expect(verifyPkce(challenge, `${verifier}\n`)).toBe(false);
});
