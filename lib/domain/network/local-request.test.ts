import { describe, expect, test } from "vitest";
import { isLocalRequest, localHeader, mayBeLocal, readLocalHeader } from "./local-request.ts";

const config = { host: "127.0.0.1", publicOrigin: undefined, trustedProxyHops: 0 };
const request = { headers: { host: "localhost:3000" }, httpVersion: "1.1", remoteAddress: "127.0.0.1" };

describe("a request counts as local", () => {
  test.each([
    ["to localhost", {}],
    ["to a loopback address", { headers: { host: "127.0.0.1:3000" } }],
    ["over IPv6", { headers: { host: "[::1]:3000" }, remoteAddress: "::1" }],
    ["from an IPv4-mapped address", { remoteAddress: "::ffff:127.0.0.1" }],
  ])("%s", (_, facts) => {
    expect(isLocalRequest(config, { ...request, ...facts })).toBe(true);
  });

  test("when PUBLIC_URL is a loopback address too", () => {
    expect(isLocalRequest({ ...config, publicOrigin: "http://localhost:3000" }, request)).toBe(true);
  });
});

describe("a request does not count as local", () => {
  test.each([
    ["Forwarded", { forwarded: "for=203.0.113.9" }],
    ["X-Forwarded-For", { "x-forwarded-for": "203.0.113.9" }],
    ["X-Forwarded-Proto", { "x-forwarded-proto": "https" }],
    ["X-Forwarded-Host", { "x-forwarded-host": "localhost" }],
    ["an empty X-Forwarded-For", { "x-forwarded-for": "" }],
    ["X-Real-IP", { "x-real-ip": "203.0.113.9" }],
    ["Via", { via: "1.1 proxy" }],
  ])("with the header %s", (_, headers) => {
    expect(isLocalRequest(config, { ...request, headers: { ...request.headers, ...headers } })).toBe(false);
  });

  test.each([
    ["from another address", { remoteAddress: "192.0.2.7" }],
    ["from an unknown address", { remoteAddress: "" }],
    ["to a public Host", { headers: { host: "console.example.com" } }],
    ["to a Host that only begins like loopback", { headers: { host: "127.0.0.1.example.com" } }],
    ["without a Host", { headers: {} }],
    ["over HTTP/1.0", { httpVersion: "1.0" }],
  ])("%s", (_, facts) => {
    expect(isLocalRequest(config, { ...request, ...facts })).toBe(false);
  });

  test.each([
    ["a public PUBLIC_URL", { publicOrigin: "https://console.example.com" }],
    ["a trusted proxy", { trustedProxyHops: 1 }],
    ["a HOST that the network can reach", { host: "0.0.0.0" }],
  ])("with %s", (_, settings) => {
    expect(mayBeLocal({ ...config, ...settings })).toBe(false);
    expect(isLocalRequest({ ...config, ...settings }, request)).toBe(false);
  });

  test("on a host without this console's own server, whatever the header says", () => {
    const headers = new Headers({ [localHeader]: "1" });
    expect(readLocalHeader(config, headers)).toBe(true);
    expect(readLocalHeader({ ...config, trustedProxyHops: 1 }, headers)).toBe(false);
  });
});
