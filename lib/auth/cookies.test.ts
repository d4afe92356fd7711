import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { getCookieName, parseCookies, pickAuthCookies, readSessionToken } from "./cookies.ts";

const plain = "next-auth.session-token";
const secure = `__Host-${plain}`;

describe("cookies", () => {
  test("carry next-auth's names on http and __Host- before them on https", () => {
    expect(getCookieName("sessionToken", false)).toBe(plain);
    expect(getCookieName("sessionToken", true)).toBe(secure);
    expect(getCookieName("csrfToken", true)).toBe("__Host-next-auth.csrf-token");
  });

  test("are read without throwing, whatever the header holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (header) => {
        const cookies = parseCookies(header);
        readSessionToken(cookies, undefined);
        pickAuthCookies(cookies);
      }),
    );
  });

  test.each([
    ["a plain one", `${plain}=abc`, "abc"],
    ["one among others", `theme=dark; ${plain}=abc;x`, "abc"],
    ["the first of two", `${plain}=abc; ${plain}=evil`, "abc"],
    ["a quoted one", `${plain}="abc"`, "abc"],
    ["one in parts, in their order", `${plain}.1=def; ${plain}.0=abc`, "abcdef"],
    ["parts up to the first gap", `${plain}.0=abc; ${plain}.2=evil`, "abc"],
    ["the secure one before the plain one", `${plain}=evil; ${secure}=abc`, "abc"],
    ["one that is not percent-encoding", `${plain}=%zz`, "%zz"],
    ["no part without a beginning", `${plain}.1=abc`, null],
    ["no name that only starts alike", `${plain}x=abc; x${plain}=abc`, null],
    ["nothing", "", null],
  ])("a session token is %s", (_, header, token) => {
    expect(readSessionToken(parseCookies(header), undefined)).toBe(token);
  });

  test("a plain session cookie is nothing once our address is https", () => {
    const cookies = parseCookies(`${plain}=planted`);
    expect(readSessionToken(cookies, "https://console.example.com")).toBeNull();
    expect(readSessionToken(cookies, "http://console.example.com")).toBe("planted");
  });

  test("of others never reach next-auth", () => {
    const cookies = parseCookies(
      `theme=dark; __proto__=x; ${plain}=a; next-auth.state=b; __Host-next-auth.nonce=c`,
    );
    expect(pickAuthCookies(cookies)).toEqual({
      [plain]: "a",
      "next-auth.state": "b",
      "__Host-next-auth.nonce": "c",
    });
  });
});
