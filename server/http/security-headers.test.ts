import { expect, test } from "vitest";
import { createNonce, createPageContentPolicy, createSecurityHeaders } from "./security-headers.ts";

function readPolicy(policy: string): Record<string, string> {
  const directives = policy.split("; ").map((directive) => directive.split(/ (.*)/s));
  return Object.fromEntries(directives.map(([name, value]) => [name, value ?? ""]));
}

test("a page runs only scripts with this response's nonce, embeds nothing and cannot be embedded", () => {
  const policy = readPolicy(createPageContentPolicy("abc", { isDevelopment: false, isSecure: false }));
  expect(policy["script-src"]).toBe("'self' 'nonce-abc' 'strict-dynamic'");
  expect(policy).toMatchObject({
    "default-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
  });
  expect(policy).not.toHaveProperty("upgrade-insecure-requests");
});

test("eval and WebSockets are allowed only in development", () => {
  const policy = readPolicy(createPageContentPolicy("abc", { isDevelopment: true, isSecure: false }));
  expect(policy["script-src"]).toContain("'unsafe-eval'");
  expect(policy["connect-src"]).toContain("ws:");
});

test("nonces are unique and have a format that Next accepts", () => {
  const nonces = new Set(Array.from({ length: 1000 }, createNonce));
  expect(nonces.size).toBe(1000);
  for (const nonce of nonces) expect(nonce).toMatch(/^[A-Za-z0-9+/]{22}==$/);
});

test("HTTPS is remembered for a year, and only if it is served", () => {
  expect(createSecurityHeaders(true)).toHaveProperty(
    "Strict-Transport-Security",
    expect.stringContaining("max-age=31536000"),
  );
  expect(createSecurityHeaders(false)).not.toHaveProperty("Strict-Transport-Security");
});
