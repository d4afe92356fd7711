import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decideVerdict } from "#lib/domain/keys/verdict.ts";
import {
  adviseOnRequest,
  type ExplainedRequest,
  listRequestChecks,
  requestChecks,
} from "./explain-request.ts";
import {
  type DescribedKey,
  describeFacts,
  type RequestOutcome,
  requestOutcomes,
  unknownKeyFacts,
} from "./request-facts.ts";

const now = Date.parse("2026-11-29T12:00:00Z");

const permissionNames = ["invoices:read", "invoices:write", "workers:read"];

const keys = fc.record<DescribedKey>({
  environment: fc.constantFrom("production", "staging").map((slug) => ({
    id: `env_${slug}`,
    slug,
    allowsTeamManagement: false,
  })),
  owner: fc.constantFrom("active" as const, "suspended" as const, "removed" as const).map((status) => ({
    type: "user",
    id: "user_1",
    role: "developer",
    status,
    isInstanceOwner: false,
  })),
  credential: fc.constantFrom("key" as const, "app" as const),
  resources: fc.constantFrom([], ["workers:wrk_1"]),
  allowedIps: fc.constantFrom([], ["203.0.113.0/24"]),
  expiresAtMs: fc.constantFrom(null, now - 1, now + 1),
  disabledAtMs: fc.constantFrom(null, now - 1),
  revokedAtMs: fc.constantFrom(null, null, now - 1),
  secretEndsAtMs: fc.constantFrom(null, now - 1, now + 1),
  isTeamDeleted: fc.constantFrom(false, false, true),
  isTeamSuspended: fc.constantFrom(false, false, true),
});

const questions = fc.record({
  permissions: fc.option(fc.subarray(permissionNames), { nil: undefined }),
  environment: fc.constantFrom(undefined, "production", "staging"),
  resource: fc.constantFrom(undefined, "workers:wrk_1", "workers:wrk_2"),
  ip: fc.constantFrom(undefined, "203.0.113.9", "198.51.100.7"),
});

const verifications = fc
  .record({
    key: keys,
    question: questions,
    held: fc.subarray(permissionNames),
    endpoint: fc.constantFrom("auth" as const, "verify" as const),
    isLimited: fc.boolean(),
  })
  .map(({ key, question, held, endpoint, isLimited }) => {
    const permissions = new Set(held);
    const { code } = decideVerdict(key, question, now, permissions);
    const isGoodKey = ["VALID", "ENVIRONMENT_MISMATCH", "INSUFFICIENT_PERMISSIONS"].includes(code);
    const isRejectedByLimit = isLimited && (endpoint === "auth" ? isGoodKey : code === "VALID");
    const request: ExplainedRequest = {
      endpoint,
      outcome: isRejectedByLimit ? "RATE_LIMITED" : code,
      permissions: question.permissions ?? [],
      resource: question.resource ?? null,
      address: question.ip ?? null,
      facts: describeFacts(key, question, now, { permissions, sorted: held }),
    };
    return { request, code };
  });

const codes: Readonly<Record<string, string>> = {
  status: "REVOKED DISABLED",
  expiry: "EXPIRED",
  address: "IP_NOT_ALLOWED",
  environment: "ENVIRONMENT_MISMATCH",
  permissions: "INSUFFICIENT_PERMISSIONS",
  resource: "INSUFFICIENT_PERMISSIONS",
};

describe("listRequestChecks", () => {
  it("agrees with the verdict: what failed is what the code says, and everything before it passed", () => {
    fc.assert(
      fc.property(verifications, ({ request, code }) => {
        const checks = listRequestChecks(request);
        expect(checks.map(({ name }) => name)).toEqual(requestChecks);
        const failed = checks.filter(({ verdict }) => verdict === "failed").map(({ name }) => name);
        expect(failed.length > 0).toBe(request.outcome !== "VALID");
        expect(failed.includes("rate_limit")).toBe(request.outcome === "RATE_LIMITED");
        for (const name of failed) {
          if (name !== "rate_limit") expect(codes[name]).toContain(code);
        }
        const first = checks.findIndex(({ verdict }) => verdict === "failed");
        for (const { verdict } of checks.slice(0, Math.max(first, 0))) {
          expect(["passed", "not_requested"]).toContain(verdict);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("says what to change for every rejected request, and nothing for an accepted one", () => {
    fc.assert(
      fc.property(verifications, ({ request }) => {
        expect(adviseOnRequest(request) === null).toBe(request.outcome === "VALID");
      }),
    );
  });

  it.each(requestOutcomes)("explains %s in whole sentences without a value that is missing", (outcome) => {
    const request: ExplainedRequest = {
      endpoint: "auth",
      outcome,
      permissions: ["invoices:write"],
      resource: null,
      address: null,
      facts: { ...unknownKeyFacts, environment: "staging", missing: ["invoices:write"] },
    };
    const texts = [
      ...listRequestChecks(request).map(({ message }) => message),
      adviseOnRequest(request) ?? ".",
    ];
    for (const text of texts) {
      expect(text).toMatch(/\.$/);
      expect(text).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  function explainUnknown(outcome: RequestOutcome) {
    const request: ExplainedRequest = {
      endpoint: "auth",
      outcome,
      permissions: [],
      resource: null,
      address: "192.0.2.1",
      facts: unknownKeyFacts,
    };
    return listRequestChecks(request).filter(({ verdict }) => verdict !== "not_reached");
  }

  it("explains requests without a known key", () => {
    expect(explainUnknown("NOT_FOUND").at(-1)).toMatchObject({
      verdict: "failed",
      message: "No key has this secret.",
    });
    expect(explainUnknown("NO_KEY").at(-1)).toMatchObject({ message: "The request contains no key." });
    expect(explainUnknown("INVALID_REQUEST")).toMatchObject([{ name: "request", verdict: "failed" }]);
  });

  it("cuts off long lists and says how much is missing", () => {
    const many = Array.from(
      { length: 30 },
      (_, index) => `invoices:${"abcdefghijklmnopqrstuvwxyz0123"[index]}`,
    );
    const question = {
      permissions: ["invoices:write"],
      environment: undefined,
      resource: undefined,
      ip: undefined,
    };
    const key: DescribedKey = {
      environment: { id: "env_1", slug: "staging", allowsTeamManagement: false },
      owner: { type: "team", id: "team_1", role: "developer", status: "active", isInstanceOwner: false },
      credential: "key",
      resources: [],
      allowedIps: [],
      expiresAtMs: null,
      disabledAtMs: null,
      revokedAtMs: null,
      secretEndsAtMs: null,
      isTeamDeleted: false,
      isTeamSuspended: false,
    };
    const facts = describeFacts(key, question, now, { permissions: new Set(many), sorted: many });
    const checks = listRequestChecks({
      endpoint: "auth",
      outcome: "INSUFFICIENT_PERMISSIONS",
      permissions: question.permissions,
      resource: null,
      address: null,
      facts,
    });
    expect(checks.find(({ name }) => name === "permissions")?.message).toMatch(/ and 10 more\.$/);
  });
});

it("explains a token of an app as a token", () => {
  const facts = { ...unknownKeyFacts, credential: "app" as const, verdict: "REVOKED" as const };
  const request = { endpoint: "auth", permissions: [], resource: null, address: null } as const;
  const revoked: ExplainedRequest = {
    ...request,
    outcome: "REVOKED",
    facts: { ...facts, cause: "secret_ended" },
  };
  expect(listRequestChecks(revoked).map(({ message }) => message)).toContain(
    "The client secret that got the token has ended.",
  );
  expect(adviseOnRequest(revoked)).toBe("Request a new token with the app's current secret.");
  const expired: ExplainedRequest = {
    ...request,
    outcome: "EXPIRED",
    facts: { ...facts, verdict: "EXPIRED" },
  };
  expect(adviseOnRequest(expired)).toContain("Request a new token");
  const owner: ExplainedRequest = {
    ...request,
    outcome: "REVOKED",
    facts: { ...facts, cause: "team_suspended" },
  };
  expect(adviseOnRequest(owner)).toBe("Ask an administrator of the console to reinstate the team.");
});
