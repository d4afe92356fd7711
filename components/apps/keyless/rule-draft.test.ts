import { describe, expect, test } from "vitest";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import {
  addCondition,
  createRuleDraft,
  findConditionError,
  findIdentityError,
  getClaims,
  listRuleProblems,
  placeIssuerFailure,
  setClaims,
  toRuleBody,
} from "./rule-draft.ts";
import { keylessTexts } from "./texts.ts";

const issuer: TrustedIssuerDto = {
  id: "iss_1",
  teamId: "team_1",
  name: "GitHub Actions",
  preset: "github",
  issuer: "https://token.actions.githubusercontent.com",
  jwks: null,
  ruleCount: 0,
  createdAt: "2026-01-05T09:00:00.000Z",
  updatedAt: "2026-01-05T09:00:00.000Z",
};

const audience = "https://console.example.com";
const { problems } = keylessTexts.form;

function fill(identity: string, conditions: readonly { claim: string; values: string }[] = []) {
  const draft = { ...createRuleDraft([issuer], audience), name: " Deployments " };
  const rows = conditions.map((condition, index) => ({ id: index + 1, isOther: true, ...condition }));
  return setClaims(draft, "github", { identity, conditions: rows });
}

test("a rule has the identifying claim and the conditions, each value on a line of its own", () => {
  const draft = fill("4711\n\n 4712 \n4711", [{ claim: "environment", values: "Production EU\nstaging" }]);
  expect(toRuleBody(draft, issuer)).toEqual({
    name: "Deployments",
    issuerId: "iss_1",
    audience,
    claims: { repository_id: ["4711", "4712"], environment: ["Production EU", "staging"] },
  });
  expect(listRuleProblems(draft, [issuer])).toEqual([]);
});

describe("problems are found before anything is sent", () => {
  const pathsOf = (draft: Parameters<typeof listRuleProblems>[0]) =>
    listRuleProblems(draft, [issuer]).map(({ path }) => path);

  test("at the name, the address of a new issuer, and the missing identifying claim", () => {
    const draft = { ...createRuleDraft([], audience), name: " " };
    expect(pathsOf(draft)).toEqual(["name", "claims"]);
    const custom = { ...draft.newIssuer, preset: "custom", issuer: "" } as const;
    expect(pathsOf({ ...draft, name: "x", newIssuer: custom })).toEqual(["newIssuer.issuer", "claims"]);
  });

  test("at an audience that other services have, and at a wildcard", () => {
    expect(pathsOf({ ...fill("4711"), audience: "https://github.com/acme" })).toEqual(["audience"]);
    expect(pathsOf(fill("4711", [{ claim: "ref", values: "refs/heads/*" }]))).toEqual(["claims.ref"]);
    expect(pathsOf(fill("4711", [{ claim: "ref", values: " " }]))).toEqual(["claims.ref"]);
  });

  test("at a claim without a name, and at one that is there twice", () => {
    const draft = fill("4711", [
      { claim: "", values: "x" },
      { claim: "repository_id", values: "x" },
    ]);
    expect(listRuleProblems(draft, [issuer])).toEqual([
      { path: "conditions.1", message: problems.noClaim },
      { path: "conditions.2", message: problems.sameClaim },
    ]);
  });
});

test("what was typed for one kind of issuer is kept when another is chosen", () => {
  const draft = setClaims(fill("4711"), "gitlab", { identity: "42" });
  expect(getClaims(draft, "github").identity).toBe("4711");
  expect(toRuleBody(draft, { id: "iss_2", preset: "gitlab" }).claims).toEqual({ project_id: ["42"] });
});

test("conditions are about offered claims, and then about any", () => {
  let claims = getClaims(fill(""), "github");
  const added: string[] = [];
  for (let count = 0; count < 6; count += 1) {
    claims = { ...claims, conditions: addCondition(claims, "github") };
    added.push(claims.conditions.at(-1)?.claim ?? "none");
  }
  expect(added).toEqual(["ref", "environment", "event_name", "job_workflow_ref", "runner_environment", ""]);
  expect(new Set(claims.conditions.map(({ id }) => id)).size).toBe(6);
});

test("errors of the API are shown at the field that they are about", () => {
  const fail = (path: string) => ({
    status: 400,
    code: "invalid_request",
    message: path,
    details: [{ path, message: path }],
    requestId: null,
  });
  const nested = { id: 7, claim: "/kubernetes.io/namespace", isOther: false, values: "" };
  expect(findIdentityError(fail("claims"), "github")).toBe("claims");
  expect(findIdentityError(fail("claims.repository_id.0"), "github")).toBe("claims.repository_id.0");
  expect(findIdentityError(fail("claims.ref"), "github")).toBeUndefined();
  expect(findConditionError(fail("claims./kubernetes.io/namespace.2"), nested).values).toBeDefined();
  expect(findConditionError(fail("claims./kubernetes.io/namespace.name"), nested).values).toBeUndefined();
  expect(findConditionError(fail("conditions.7"), nested).claim).toBe("conditions.7");
  expect(placeIssuerFailure(fail("jwks.keys")).details[0]?.path).toBe("newIssuer.jwks.keys");
});
