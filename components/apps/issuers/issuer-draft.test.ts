import { expect, test } from "vitest";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import {
  areKeysChanged,
  changePreset,
  createIssuerDraft,
  listIssuerChanges,
  listIssuerProblems,
  nameIssuer,
  placeIssuerConflict,
  toIssuerBody,
  toIssuerDraft,
} from "./issuer-draft.ts";

const key = { kty: "EC", crv: "P-384", x: "x", y: "y", kid: "one" };

const issuer: TrustedIssuerDto = {
  id: "iss_1",
  teamId: "team_1",
  name: "Cluster",
  preset: "kubernetes",
  issuer: "https://cluster.example.com",
  jwks: { keys: [key] },
  ruleCount: 2,
  createdAt: "2026-01-05T09:00:00.000Z",
  updatedAt: "2026-01-05T09:00:00.000Z",
};

test("a draft starts with the name and address of the public service", () => {
  expect(toIssuerBody(createIssuerDraft("github"))).toEqual({
    name: "GitHub Actions",
    preset: "github",
    issuer: "https://token.actions.githubusercontent.com",
    jwks: null,
  });
  expect(listIssuerProblems(createIssuerDraft("github"))).toEqual([]);
  expect(listIssuerProblems(createIssuerDraft("custom")).map(({ path }) => path)).toEqual(["name", "issuer"]);
});

test("another kind replaces only what came with the previous kind", () => {
  const gitlab = changePreset(createIssuerDraft("github"), "gitlab");
  expect(gitlab).toEqual(createIssuerDraft("gitlab"));
  const own = { ...gitlab, issuer: "https://gitlab.example.com" };
  expect(changePreset(own, "custom")).toEqual({
    ...createIssuerDraft("custom"),
    issuer: "https://gitlab.example.com",
  });
});

test("a name that is taken gets the host", () => {
  const draft = { ...createIssuerDraft("kubernetes"), issuer: "https://one.example.com:6443/" };
  expect(nameIssuer(draft, [])).toBe("Kubernetes");
  expect(nameIssuer(draft, ["Kubernetes"])).toBe("Kubernetes (one.example.com:6443)");
  expect(nameIssuer({ ...draft, preset: "custom" }, [])).toBe("one.example.com:6443");
});

test("only changes are sent: a name, other keys, or that the keys are read at the issuer", () => {
  const draft = toIssuerDraft(issuer);
  expect(listIssuerChanges(issuer, draft)).toEqual({});
  expect(listIssuerChanges(issuer, { ...draft, name: " Clinic " })).toEqual({ name: "Clinic" });
  const other = { keys: [{ ...key, kid: "two" }] };
  const replaced = { ...draft, jwks: JSON.stringify(other) };
  expect(listIssuerChanges(issuer, replaced)).toEqual({ jwks: other });
  expect(areKeysChanged(issuer, replaced)).toBe(true);
  expect(listIssuerChanges(issuer, { ...draft, keys: "discovered" })).toEqual({ jwks: null });
});

test("a private key is found before anything is sent", () => {
  const jwks = JSON.stringify({ ...key, d: "secret" });
  const draft = { ...createIssuerDraft("github"), keys: "uploaded", jwks } as const;
  expect(listIssuerProblems(draft)[0]?.path).toBe("jwks");
  expect(JSON.stringify(toIssuerBody(draft))).not.toContain("secret");
});

test("the conflict with another issuer is shown at the address", () => {
  const failure = { status: 409, code: "conflict", message: "Taken", details: [], requestId: null };
  expect(placeIssuerConflict(failure).details).toEqual([{ path: "issuer", message: "Taken" }]);
  const other = { ...failure, code: "forbidden" };
  expect(placeIssuerConflict(other)).toBe(other);
});
