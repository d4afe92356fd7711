import { describe, expect, test } from "vitest";
import { createAnswerUrl, readAuthorizationRequest } from "./read-authorization-request.ts";

const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const valid = {
  response_type: "code",
  client_id: "app_1",
  redirect_uri: "https://app.example.com/callback",
  scope: "launch/patient patient/*.rs openid",
  state: "s 1",
  aud: "https://console.example.com/fhir",
  code_challenge: challenge,
  code_challenge_method: "S256",
};

type Changes = Record<string, string | null>;

function read(changes: Changes = {}, extra = "") {
  const pairs = Object.entries({ ...valid, ...changes }).filter(
    (pair): pair is [string, string] => pair[1] !== null,
  );
  return readAuthorizationRequest(new URLSearchParams(`${new URLSearchParams(pairs)}${extra}`));
}

function findError(changes: Changes, extra = "") {
  const result = read(changes, extra);
  return result.address === null ? "no address" : (result.problem?.error ?? null);
}

test("reads a whole request", () => {
  expect(read({ launch: "bel_1", scope: "launch openid openid", nonce: "n", max_age: "60" })).toEqual({
    address: { clientId: "app_1", redirectUri: valid.redirect_uri, state: "s 1" },
    problem: null,
    request: {
      scopes: ["launch", "openid"],
      aud: valid.aud,
      launch: "bel_1",
      codeChallenge: challenge,
      nonce: "n",
      maxAge: 60,
    },
  });
});

test("parameters without a value count as omitted, and unknown ones are ignored", () => {
  expect(read({ state: "", nonce: "", launch: "", foo: "bar" })).toMatchObject({
    address: { state: null },
    problem: null,
    request: { nonce: null, launch: null },
  });
});

describe("refuses", () => {
  test.each<[string, Changes, string]>([
    ["no client", { client_id: null }, "no address"],
    ["no address", { redirect_uri: null }, "no address"],
    ["a long address", { redirect_uri: `https://app.example.com/${"x".repeat(2000)}` }, "no address"],
    ["no response type", { response_type: null }, "invalid_request"],
    ["a token as response", { response_type: "token" }, "unsupported_response_type"],
    ["a mixed response", { response_type: "code id_token" }, "unsupported_response_type"],
    ["another case", { response_type: "Code" }, "unsupported_response_type"],
    ["a response in a fragment", { response_mode: "fragment" }, "invalid_request"],
    ["a response in a form", { response_mode: "form_post" }, "invalid_request"],
    ["a request object", { request: "e30.e30." }, "request_not_supported"],
    ["a request by address", { request_uri: "https://app.example.com/r" }, "request_uri_not_supported"],
    ["no challenge", { code_challenge: null }, "invalid_request"],
    ["no method, which would be plain", { code_challenge_method: null }, "invalid_request"],
    ["plain", { code_challenge_method: "plain" }, "invalid_request"],
    ["another case of the method", { code_challenge_method: "s256" }, "invalid_request"],
    ["a short challenge", { code_challenge: challenge.slice(1) }, "invalid_request"],
    ["a padded challenge", { code_challenge: `${challenge}=` }, "invalid_request"],
    ["no scope", { scope: null }, "invalid_scope"],
    ["only spaces", { scope: "   " }, "invalid_scope"],
    ["a long scope", { scope: "x".repeat(101) }, "invalid_scope"],
    ["many scopes", { scope: Array.from({ length: 101 }, (_, i) => `s${i}`).join(" ") }, "invalid_scope"],
    ["a scope with a line break", { scope: "openid\nfhirUser" }, "invalid_scope"],
    ["no server", { aud: null }, "invalid_request"],
    ["a launch without a scope for it", { launch: "bel_1", scope: "openid" }, "invalid_request"],
    ["a nonce that can't be stored", { nonce: "a\u0000b" }, "invalid_request"],
    ["a state that can't be stored", { state: "a\u0000b" }, "invalid_request"],
    ["a silent request", { prompt: "none" }, "interaction_required"],
    ["signing in again", { prompt: "consent login" }, "login_required"],
    ["a wrong age", { max_age: "-1" }, "invalid_request"],
    ["a long state", { state: "x".repeat(2001) }, "invalid_request"],
  ])("%s", (_name, changes, error) => {
    expect(findError(changes)).toBe(error);
  });

  test.each([
    "response_type",
    "state",
    "scope",
    "aud",
    "launch",
    "code_challenge",
    "code_challenge_method",
    "nonce",
    "prompt",
  ])("%s twice", (name) => {
    expect(findError({ launch: "bel_1", scope: "launch openid", nonce: "n" }, `&${name}=x&${name}=y`)).toBe(
      "invalid_request",
    );
  });

  test.each(["client_id", "redirect_uri"])("%s twice, without an address to return to", (name) => {
    expect(findError({}, `&${name}=x`)).toBe("no address");
  });
});

describe("the address with the answer", () => {
  const to = (redirectUri: string) => ({ redirectUri, state: "a b&c" });

  test("has the code, the state and the issuer", () => {
    expect(
      createAnswerUrl(to("https://app.example.com/cb"), "https://c.example.com/oauth", { code: "bec_1" }),
    ).toBe("https://app.example.com/cb?code=bec_1&state=a+b%26c&iss=https%3A%2F%2Fc.example.com%2Foauth");
  });

  test("keeps the query of the registered address as it is", () => {
    const problem = { error: "access_denied", description: "No" } as const;
    expect(
      createAnswerUrl({ redirectUri: "https://app.example.com/cb?a=%7e", state: null }, "https://c", problem),
    ).toBe("https://app.example.com/cb?a=%7e&error=access_denied&error_description=No&iss=https%3A%2F%2Fc");
  });
});
