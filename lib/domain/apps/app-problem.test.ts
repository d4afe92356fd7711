import { expect, test } from "vitest";
import { type AppFacts, findAppProblem } from "./app-problem.ts";

const service: AppFacts = {
  kind: "service",
  scopes: ["workers:read", "system/Patient.rs"],
  redirectUris: [],
  launchUri: null,
  hasJwks: false,
  jwksUri: null,
};

const confidential: AppFacts = {
  ...service,
  kind: "confidential",
  scopes: ["patient/Patient.rs", "user/Patient.rs"],
  redirectUris: ["https://app.example.com/callback"],
};

const open: AppFacts = { ...confidential, kind: "public" };

const find = (app: AppFacts, changes: Partial<AppFacts> = {}) => findAppProblem({ ...app, ...changes })?.path;

test("fields that fit the kind of an app are not a problem", () => {
  expect(find(service)).toBeUndefined();
  expect(find(service, { hasJwks: true })).toBeUndefined();
  expect(find(confidential)).toBeUndefined();
  expect(
    find(confidential, { jwksUri: "https://app.example.com/jwks", launchUri: "https://a.example" }),
  ).toBe(undefined);
  expect(find(open)).toBeUndefined();
});

test("a service has no addresses for people, and every other app has one", () => {
  expect(find(service, { redirectUris: ["https://a.example"] })).toBe("redirectUris");
  expect(find(service, { launchUri: "https://a.example" })).toBe("launchUri");
  expect(find(confidential, { redirectUris: [] })).toBe("redirectUris");
  expect(find(open, { redirectUris: [] })).toBe("redirectUris");
});

test("a public app has no keys, and no app has both a key set and the address of one", () => {
  expect(find(open, { hasJwks: true })).toBe("jwks");
  expect(find(open, { jwksUri: "https://a.example" })).toBe("jwksUri");
  expect(find(service, { hasJwks: true, jwksUri: "https://a.example" })).toBe("jwksUri");
});

test("only a service has scopes of the level system, and only those", () => {
  expect(find(service, { scopes: ["workers:read", "user/Patient.rs"] })).toBe("scopes.1");
  expect(find(confidential, { scopes: ["system/Patient.rs"] })).toBe("scopes.0");
});
