import { describe, expect, test } from "vitest";
import { findRuleProblem, type RuleFacts } from "./rule-problem.ts";

const github: RuleFacts = {
  preset: "github",
  issuer: "https://token.actions.githubusercontent.com",
  audience: "https://console.example.com",
  claims: { repository_id: ["4711"] },
};

test.each<[string, RuleFacts]>([
  ["GitHub, by the ID of a repository", github],
  ["GitLab, by the ID of a project", { ...github, preset: "gitlab", claims: { project_id: ["42"] } }],
  [
    "Kubernetes, by the ID of a service account",
    { ...github, preset: "kubernetes", claims: { "/kubernetes.io/serviceaccount/uid": ["x"] } },
  ],
  ["Google, by the subject", { ...github, preset: "google", claims: { sub: ["1"], email: ["a@b.example"] } }],
])("a rule about %s is fine", (_, rule) => {
  expect(findRuleProblem(rule)).toBeNull();
});

describe("a rule is too broad", () => {
  test.each([
    ["github", { repository: ["acme/shop"], ref: ["refs/heads/main"] }, "repository_id"],
    ["github", { repository_owner_id: ["815"] }, "repository_id"],
    ["github", { sub: ["repo:acme/shop:ref:refs/heads/main"] }, "repository_id"],
    ["gitlab", { project_path: ["acme/shop"] }, "project_id"],
    ["kubernetes", { "/kubernetes.io/namespace": ["shop"] }, "sub or /kubernetes.io/serviceaccount/uid"],
    ["google", { email: ["a@b.example"] }, "sub"],
    ["custom", { role: ["admin"] }, "sub"],
    ["custom", {}, "sub"],
  ] as const)("for %s with only %j", (preset, claims, missing) => {
    const lists = Object.fromEntries(Object.entries(claims).map(([name, values]) => [name, [...values]]));
    const problem = findRuleProblem({ ...github, preset, claims: lists });
    expect(problem).toMatchObject({ path: "claims", message: expect.stringContaining(`Add ${missing},`) });
  });

  test.each([
    "https://github.com/acme",
    "https://gitlab.com",
    "https://kubernetes.default.svc.cluster.local",
    "sts.amazonaws.com",
    "//iam.googleapis.com/projects/1/locations/global",
    "https://token.actions.githubusercontent.com",
    "sigstore",
    "npm:registry.npmjs.org",
  ])("if other services get tokens for %s", (audience) => {
    expect(findRuleProblem({ ...github, audience })).toMatchObject({ path: "audience" });
  });
});

test("the address of an owner is what a GitHub server of a company uses without another audience", () => {
  const own = { ...github, issuer: "https://github.example.com/_services/token" };
  expect(findRuleProblem({ ...own, audience: "https://github.example.com/acme" })).toMatchObject({
    path: "audience",
  });
  expect(findRuleProblem(own)).toBeNull();
});

test.each([
  ["a pattern", { repository_id: ["4711"], ref: ["refs/heads/*"] }, "claims.ref"],
  ["no value", { repository_id: [] }, "claims.repository_id"],
  ["a claim that the console checks itself", { repository_id: ["4711"], exp: ["1"] }, "claims.exp"],
])("a rule with %s is refused at the claim", (_, claims, path) => {
  expect(findRuleProblem({ ...github, claims })).toMatchObject({ path });
});
