import { expect, test } from "vitest";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import {
  createAppDraft,
  fixAppDraft,
  listAppChanges,
  omitPrivateKey,
  rebaseAppDraft,
  storedAppDraftSchema,
  toAppBody,
  toAppDraft,
} from "./app-draft.ts";
import { checkAppDraft, placeScopeErrors } from "./check-draft.ts";
import { readJwks } from "./read-jwks.ts";
import { appFormTexts } from "./texts.ts";

const key = { kty: "EC", crv: "P-384", x: "x", y: "y", kid: "one" };

const app: AppDto = {
  id: "app_1",
  teamId: "team_1",
  name: "Reports",
  description: "",
  kind: "service",
  environment: "production",
  scopes: ["workers:read", "system/Observation.rs"],
  redirectUris: [],
  launchUri: null,
  jwks: { keys: [key] },
  jwksUri: null,
  tokenFormat: "opaque",
  allowedIps: [],
  rateLimit: null,
  role: "viewer",
  status: "active",
  createdAt: "2026-01-05T09:00:00.000Z",
  updatedAt: "2026-01-05T09:00:00.000Z",
  lastTokenAt: null,
  secrets: [],
};

test("a new draft becomes the body of a service, with the entry that is still being typed", () => {
  const draft = {
    ...createAppDraft("development"),
    name: "Reports",
    permissions: ["workers:read"],
    smartScopes: { entries: ["system/Patient.rs"], typed: "system/Device.r" },
    rateLimit: { perMinute: "30", per10Seconds: "" },
  };
  expect(toAppBody(draft)).toEqual({
    kind: "service",
    name: "Reports",
    description: "",
    environment: "development",
    scopes: ["workers:read", "system/Patient.rs", "system/Device.r"],
    redirectUris: [],
    launchUri: null,
    jwks: null,
    jwksUri: null,
    tokenFormat: "opaque",
    allowedIps: [],
    rateLimit: { perMinute: 30, per10Seconds: null },
  });
  expect(checkAppDraft(draft)).toBeNull();
});

test("an app that trusted issuers identify is registered without a secret, and stays so", () => {
  const draft = { ...createAppDraft("development"), name: "Deployments", proof: "none" } as const;
  expect(toAppBody(draft)).toMatchObject({ kind: "service", withSecret: false, jwks: null, jwksUri: null });
  const keyless = { ...app, jwks: null };
  expect(toAppDraft(keyless).proof).toBe("none");
  expect(listAppChanges(keyless, toAppDraft(keyless))).toEqual({});
});

test("only what was changed is sent, and moving the keys to an address removes the pasted ones", () => {
  const draft = toAppDraft(app);
  expect(listAppChanges(app, draft)).toEqual({});
  const jwksUri = "https://app.example.com/jwks.json";
  expect(listAppChanges(app, { ...draft, proof: "address", jwksUri })).toEqual({ jwks: null, jwksUri });
});

test("changes of another person stay, and a field that both changed is named", () => {
  const mine = { ...toAppDraft(app), name: "Morning reports", permissions: ["workers:read", "audit:read"] };
  const fresh = {
    ...app,
    name: "Reports of the night",
    description: "At 4",
    updatedAt: "2026-01-06T09:00:00.000Z",
  };
  const { draft, conflicts } = rebaseAppDraft(app, fresh, mine);
  expect(conflicts).toEqual([appFormTexts.nouns.name]);
  expect(listAppChanges(fresh, draft)).toEqual({
    name: "Morning reports",
    scopes: ["workers:read", "audit:read", "system/Observation.rs"],
  });
});

test("a key set can be pasted as a set, a list or one key", () => {
  for (const pasted of [{ keys: [key] }, [key], key]) {
    expect(readJwks(JSON.stringify(pasted))).toEqual({ keySet: { keys: [key] }, problem: null });
  }
});

test("a private key is found before anything is sent", () => {
  const draft = { ...toAppDraft(app), jwks: JSON.stringify({ keys: [{ ...key, d: "secret" }] }) };
  expect(checkAppDraft(draft)?.details).toEqual([
    { path: "jwks", message: appFormTexts.problems.privateKey },
  ]);
  expect(JSON.stringify(toAppBody(draft))).not.toContain("secret");
});

test.each(["", "{", "[]", '{"keys": {}}', "7", '"text"'])("%j is not a key set", (text) => {
  expect(readJwks(text).problem).not.toBeNull();
});

test("the form says which scope is missing, and where a rejected one is", () => {
  const empty = { ...createAppDraft("development"), name: "Reports" };
  expect(checkAppDraft(empty)?.details).toEqual([
    { path: "permissions", message: appFormTexts.problems.noScope },
  ]);
  const failure = { status: 400, code: "invalid_request", message: "", requestId: null };
  const details = ["scopes.0", "scopes.1", "scopes", "name"].map((path) => ({ path, message: path }));
  expect(placeScopeErrors({ ...failure, details }, 1)?.details.map(({ path }) => path)).toEqual([
    "permissions",
    "smartScopes",
    "permissions",
    "name",
  ]);
});

test("a draft can be stored and restored, without text that can be a private key", () => {
  const stored = { seen: app, draft: toAppDraft(app) };
  expect(storedAppDraftSchema.parse(JSON.parse(JSON.stringify(stored)))).toEqual(stored);
  expect(omitPrivateKey(stored.draft)).toBe(stored.draft);
  for (const jwks of [JSON.stringify({ ...key, d: "secret" }), "-----BEGIN PRIVATE KEY-----", '{"d": "sec']) {
    expect(omitPrivateKey({ ...stored.draft, jwks })).toEqual({ ...stored.draft, jwks: "" });
  }
});

test("a restored draft of a retired environment gets the first one", () => {
  const draft = createAppDraft("retired");
  const environments = [{ slug: "production" }, { slug: "staging" }];
  expect(fixAppDraft(draft, environments).environment).toBe("production");
  expect(fixAppDraft({ ...draft, environment: "staging" }, environments).environment).toBe("staging");
});

test("an app for people is registered with its addresses, and a public one without any proof", () => {
  const draft = {
    ...createAppDraft("development"),
    name: "Growth chart",
    kind: "public" as const,
    proof: "paste" as const,
    redirectUris: " https://app.example.com/callback\n\nhttp://localhost:5173/ \n",
    launchUri: " https://app.example.com/launch ",
  };
  expect(checkAppDraft(draft)).toBeNull();
  const body = toAppBody(draft);
  expect(body).toMatchObject({
    kind: "public",
    redirectUris: ["https://app.example.com/callback", "http://localhost:5173/"],
    launchUri: "https://app.example.com/launch",
    jwks: null,
    jwksUri: null,
  });
  expect(body).not.toHaveProperty("withSecret");
});

test("a service has no addresses, and what was typed for another kind stays in the form", () => {
  const draft = { ...createAppDraft("development"), redirectUris: "https://app.example.com/" };
  expect(toAppBody(draft)).toMatchObject({ kind: "service", redirectUris: [], launchUri: null });
  const web = { ...draft, kind: "confidential" as const, proof: "none" as const };
  expect(toAppBody(web)).toMatchObject({ redirectUris: ["https://app.example.com/"] });
  expect(toAppBody(web)).not.toHaveProperty("withSecret");
});

test.each([
  ["", "", "redirectUris", /at least one address/],
  ["https://app.example.com/ app.example.com", "", "redirectUris", /^app\.example\.com must start with/],
  ["https://app.example.com/#top", "", "redirectUris", /must start with/],
  ["https://app.example.com/", "http://app.example.com/", "launchUri", /must start with/],
])("with the addresses %j and %j, the field %s says why", (redirectUris, launchUri, path, message) => {
  const draft = { ...createAppDraft("x"), name: "Chart", kind: "public" as const, redirectUris, launchUri };
  expect(checkAppDraft(draft)?.details).toEqual([{ path, message: expect.stringMatching(message) }]);
});

test("scopes that were added for another kind are named", () => {
  const smartScopes = { entries: ["system/Patient.rs"], typed: "" };
  const redirectUris = "https://app.example.com/";
  const draft = { ...createAppDraft("x"), name: "Chart", kind: "public" as const, redirectUris, smartScopes };
  expect(checkAppDraft(draft)?.details).toEqual([
    { path: "smartScopes", message: appFormTexts.smartProblems.system("system/Patient.rs") },
  ]);
});
