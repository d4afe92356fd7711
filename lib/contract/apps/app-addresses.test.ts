import { expect, test } from "vitest";
import { appAddress, redirectUriList } from "./app-addresses.ts";

const isAccepted = (text: string) => appAddress.safeParse(text).success;

test.each([
  "https://app.example.com/callback",
  "https://app.example.com:8443/callback?from=console",
  "https://xn--e1afmkfd.example/callback",
  "https://[2001:db8::1]/callback",
  "http://localhost:8080/callback",
  "http://127.0.0.1/callback",
  "http://[::1]:9000/",
])("accepts %s", (text) => {
  expect(isAccepted(text)).toBe(true);
});

test.each([
  "http://app.example.com/callback",
  "javascript:alert(1)",
  "JavaScript:alert(1)//https://app.example.com",
  "data:text/html,x",
  "com.example.app:/callback",
  "https://user:word@app.example.com/",
  "https://app.example.com/#token",
  "https://app.example.com/#",
  "http://2130706433/",
  "http://localhost.example.com/",
])("rejects %s", (text) => {
  expect(isAccepted(text)).toBe(false);
});

test.each([
  " https://app.example.com/",
  "https://app.example.com/\n",
  "https://app.exam\tple.com/",
  "https://app.example.com/\u0000",
  "https:app.example.com",
  "https:/app.example.com",
  "https:\\\\app.example.com",
  "https://app.example.com\\@evil.example/",
  "https://\u0430pp.example.com/",
  "https://app.example.com/\u2066",
])("rejects %j, which a URL parser accepts or changes", (text) => {
  expect(isAccepted(text)).toBe(false);
});

test("rejects a list with an address twice, and one with more than 20", () => {
  const numbered = Array.from({ length: 21 }, (_, index) => `https://app.example.com/${index}`);
  expect(redirectUriList.safeParse(numbered.slice(1)).success).toBe(true);
  expect(redirectUriList.safeParse(numbered).success).toBe(false);
  expect(redirectUriList.safeParse(["https://a.example/", "https://a.example/"]).success).toBe(false);
});
