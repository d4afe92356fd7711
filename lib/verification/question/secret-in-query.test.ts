import { describe, expect, test } from "vitest";
import { createSignedToken } from "#e2e/support/oauth/apps.ts";
import { createAccessToken, createAppSecret, createSecret } from "#lib/domain/keys/secret.ts";
import { assertNoSecretInQuery } from "./secret-in-query.ts";

const secret = createSecret();
const check = (search: string) => () => assertNoSecretInQuery(search);
const escapeAll = (text: string) =>
  [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join("");

describe("a key in the URL", () => {
  test.each([
    `?key=${secret}`,
    `?q=a%20${secret}`,
    `?q=${secret}%20b`,
    `?q=be%5F${secret.slice(3)}`,
    `?q=${escapeAll(secret)}`,
    `?a=%&q=%62${secret.slice(1)}`,
    `?${secret}`,
    `?q=(${secret})`,
    `?access_token=${createAccessToken()}`,
    `?access_token=${createSignedToken()}&a=b`,
    `?access_token=${createSignedToken().replaceAll(".", "%2E")}`,
    `?client_secret=${createAppSecret()}`,
  ])("is rejected in %s", (search) => {
    expect(check(search)).toThrow("Do not put a key in the URL");
  });
});

test("long text takes time only by its length", () => {
  const startMs = performance.now();
  for (const part of ["eyJ", "eyJ.", "eyJ.a.", "eyJ-a_"]) check(`?q=${part.repeat(20_000)}`)();
  expect(performance.now() - startMs).toBeLessThan(1_000);
});

describe("ordinary text", () => {
  test.each([
    `?access_token=${createSignedToken({ client_id: "spa" })}`,
    "?q=kube_0123456789abcdef0123456789abcdef",
    "?q=subscribe_5f2b8c7d9e0a1b2c3d4e5f60",
    `?q=${secret.slice(0, 30)}`,
    `?q=${secret.slice(0, -1)}${secret.endsWith("0") ? "1" : "0"}`,
    `?q=ku${secret}`,
    `?q=${secret}0`,
    `?cursor=${Buffer.from("ÿ".repeat(40)).toString("base64url")}be_${"A".repeat(60)}`,
  ])("is not a key: %s", (search) => {
    expect(check(search)).not.toThrow();
  });
});
