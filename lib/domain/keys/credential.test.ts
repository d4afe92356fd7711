import { expect, test } from "vitest";
import { createSignedToken } from "#e2e/support/oauth/apps.ts";
import { createId } from "#lib/domain/common/ids.ts";
import { isOwnCredential, isWellFormedCredential, maxCredentialLength } from "./credential.ts";
import { createAccessToken, createAppSecret, createSecret } from "./secret.ts";

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString("base64url");
const claims = { client_id: createId("app") };

test.each([
  ["a key", createSecret()],
  ["an access token", createAccessToken()],
  ["a signed access token of an app", createSignedToken()],
])("%s is a credential", (_, text) => {
  expect(isWellFormedCredential(text)).toBe(true);
  expect(isOwnCredential(text)).toBe(true);
});

test.each([
  ["a client secret", createAppSecret()],
  ["an access token with a wrong checksum", `${createAccessToken().slice(0, -1)}!`],
])("%s is not a credential, but is not taken for another application's either", (_, text) => {
  expect(isWellFormedCredential(text)).toBe(false);
  expect(isOwnCredential(text)).toBe(true);
});

test.each([
  ["another issuer's token", createSignedToken({ client_id: "spa" })],
  ["an ID token", `${encode({ alg: "ES384", typ: "JWT" })}.${encode(claims)}.c2ln`],
  ["a token whose header is not JSON", `eyJhb.${encode(claims)}.c2ln`],
  ["a token whose header is a list", `eyJ.${encode([])}.c2ln`],
  ["a token of two parts", createSignedToken().split(".").slice(0, 2).join(".")],
  ["an encrypted token", `${createSignedToken()}.a.b`],
  ["a token with spaces", `${createSignedToken()} `],
  ["a token that is too long", createSignedToken({ scope: "x".repeat(maxCredentialLength) })],
  ["nothing", ""],
])("%s belongs to another application", (_, text) => {
  expect(isWellFormedCredential(text)).toBe(false);
  expect(isOwnCredential(text)).toBe(false);
});
