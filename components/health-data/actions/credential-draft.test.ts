import { expect, test } from "vitest";
import { setFhirCredentialSchema } from "#lib/contract/resources/fhir-gateway.ts";
import { createCredentialDraft, findMissingFields, toCredentialBody } from "./credential-draft.ts";

const empty = createCredentialDraft(null);

test("sends only what the chosen kind has", () => {
  const filled = { ...empty, token: " a-token\n", username: "console", password: " secret " };
  expect(toCredentialBody(filled)).toEqual({ kind: "bearer", token: "a-token" });
  expect(toCredentialBody({ ...filled, kind: "basic" })).toEqual({
    kind: "basic",
    username: "console",
    password: " secret ",
  });
  const services = { ...filled, kind: "backend-services", clientId: "console ", scopes: "a  b" } as const;
  expect(toCredentialBody(services)).toEqual({
    kind: "backend-services",
    clientId: "console",
    scopes: "a b",
    tokenUrl: null,
  });
  for (const draft of [filled, { ...filled, kind: "basic" } as const, services]) {
    expect(setFhirCredentialSchema.safeParse(toCredentialBody(draft)).success).toBe(true);
  }
});

test("finds required fields that are empty", () => {
  const listMissing = (kind: typeof empty.kind) =>
    findMissingFields({ ...empty, kind })?.details.map(({ path }) => path);
  expect(listMissing("bearer")).toEqual(["token"]);
  expect(listMissing("basic")).toEqual(["username", "password"]);
  // The scopes have a default, and the token URL is optional.
  expect(listMissing("backend-services")).toEqual(["clientId"]);
  expect(findMissingFields({ ...empty, token: "a-token" })).toBeNull();
});

test("starts with what isn't secret in the credential that is replaced", () => {
  const current = {
    kind: "backend-services" as const,
    isUsable: true,
    clientId: "console",
    scopes: "system/*.cruds",
    tokenUrl: "https://fhir.example.com/token",
    jwks: { keys: [] },
    createdAt: "2026-12-01T09:00:00.000Z",
  };
  expect(toCredentialBody(createCredentialDraft(current))).toEqual({
    kind: "backend-services",
    clientId: "console",
    scopes: "system/*.cruds",
    tokenUrl: "https://fhir.example.com/token",
  });
});
