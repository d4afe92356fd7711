import { expect, test } from "vitest";
import type { AppRuleDto, ExchangeRefusalListDto } from "#lib/contract/apps/federation-output.ts";
import { findExpected, groupRefusals } from "./group-refusals.ts";

const refusal: ExchangeRefusalListDto["data"][number] = {
  id: "xrf_3",
  at: "2026-01-05T09:00:03.000Z",
  issuer: "https://token.actions.githubusercontent.com",
  reason: "claim",
  rule: { id: "rule_1", name: "Deployments" },
  claim: "ref",
  value: "refs/heads/fix",
};

const rule: AppRuleDto = {
  id: "rule_1",
  name: "Deployments",
  issuer: { id: "iss_1", name: "GitHub", preset: "github", issuer: refusal.issuer },
  audience: "https://console.example.com",
  claims: { repository_id: ["4711"], ref: ["refs/heads/main", "refs/heads/release"] },
  createdAt: "2026-01-05T09:00:00.000Z",
  lastUsedAt: null,
};

test("refusals for the same reason are one, with the latest time", () => {
  const earlier = { ...refusal, id: "xrf_1", at: "2026-01-05T09:00:01.000Z" };
  const other = { ...refusal, id: "xrf_2", value: "refs/heads/other" };
  expect(groupRefusals([refusal, other, earlier])).toEqual([
    { latest: refusal, count: 2 },
    { latest: other, count: 1 },
  ]);
});

test("the expected values are those of the rule that nearly matched", () => {
  expect(findExpected(refusal, [rule])).toEqual(["refs/heads/main", "refs/heads/release"]);
  expect(findExpected({ ...refusal, claim: "aud" }, [rule])).toEqual([rule.audience]);
  expect(findExpected(refusal, [])).toBeNull();
});
