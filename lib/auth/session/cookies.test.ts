import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { getCookieName, parseCookies, pickAuthCookies, readSessionToken } from "./cookies.ts";

const plain = "next-auth.session-token";
const secure = `__Host-${plain}`;

describe("cookies", () => {
  test("have next-auth's names on HTTP and the __Host- prefix on HTTPS", () => {
    expect(getCookieName("sessionToken", false)).toBe(plain);
    expect(getCookieName("sessionToken", true)).toBe(secure);
    expect(getCookieName("csrfToken", true)).toBe("__Host-next-auth.csrf-token");
  });

  test("are parsed without throwing for any header", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (header) => {
        const cookies = parseCookies(header);
        readSessionToken(cookies, undefined);
        pickAuthCookies(cookies);
      }),
    );
  });

  test.each([
    ["reads a plain cookie", `${plain}=abc`, "abc"],
    ["reads one of several cookies", `theme=dark; ${plain}=abc;x`, "abc"],
    ["reads the first of two", `${plain}=abc; ${plain}=evil`, "abc"],
    ["reads a quoted value", `${plain}="abc"`, "abc"],
    ["joins chunks in order", `${plain}.1=def; ${plain}.0=abc`, "abcdef"],
    ["joins chunks up to the first gap", `${plain}.0=abc; ${plain}.2=evil`, "abc"],
    ["prefers the secure cookie", `${plain}=evil; ${secure}=abc`, "abc"],
    ["keeps invalid percent-encoding", `${plain}=%zz`, "%zz"],
    ["ignores chunks without the first", `${plain}.1=abc`, null],
    ["ignores similar names", `${plain}x=abc; x${plain}=abc`, null],
    ["returns null for no cookie", "", null],
  ])("session token: %s", (_, header, token) => {
    expect(readSessionToken(parseCookies(header), undefined)).toBe(token);
  });

  test("ignore a plain session cookie once the public URL is HTTPS", () => {
    const cookies = parseCookies(`${plain}=planted`);
    expect(readSessionToken(cookies, "https://console.example.com")).toBeNull();
    expect(readSessionToken(cookies, "http://console.example.com")).toBe("planted");
  });

  test("pass only next-auth's own cookies to next-auth", () => {
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
