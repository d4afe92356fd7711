import { expect, test } from "vitest";
import { z } from "zod";
import type { ApiKeyActor } from "#lib/domain/actor.ts";
import { verifyAudit } from "#lib/services/audit/verify.ts";
import { checkFhirServer } from "#lib/services/fhir-servers/check.ts";
import type { BoundedKey } from "./bounded-key.ts";
import { type ApiContext, defineHeavyRoute, defineRoute } from "./define-route.ts";

const shape = {
  method: "GET",
  path: "/things",
  operationId: "listThings",
  summary: "Things",
  tag: "Things",
  access: "actor",
  asksAgain: "never",
  success: { status: 200, description: "Things", schema: z.object({}) },
} as const;

test("a route without a valid boundedKey does not compile", () => {
  // @ts-expect-error: boundedKey is required
  defineRoute({ ...shape, handle: async () => ({}) });
  // @ts-expect-error: an unaffected route needs a reason
  const withoutReason: BoundedKey = { effect: "unaffected" };
  // @ts-expect-error: a filtered route requires at least one bound
  const withoutBound: BoundedKey = { effect: "filtered", by: [] };
  expect([withoutReason.effect, withoutBound.effect]).toEqual(["unaffected", "filtered"]);
});

test("a route that doesn't say whether it asks again does not compile", () => {
  const { asksAgain, ...silent } = shape;
  const boundedKey = { effect: "unaffected", reason: "There are no things." } as const;
  // @ts-expect-error: asksAgain is required
  const define = () => defineRoute({ ...silent, boundedKey, handle: async () => ({}) });
  expect([asksAgain, typeof define]).toEqual(["never", "function"]);
});

test("a route that is heavy and does not say so does not compile", () => {
  const declared = {
    ...shape,
    boundedKey: { effect: "unaffected", reason: "There are no things." },
  } as const;
  const heavy = { weight: 5, oneAtATime: "team" } as const;
  const search = z.object({ q: z.string().optional() });
  const handle = async () => ({});
  // @ts-expect-error: a list with a search is heavy
  defineRoute({ ...declared, query: search, handle });
  // @ts-expect-error: so is an answer as a file
  defineRoute({ ...declared, otherForms: { "text/csv": "A file" }, handle });
  // @ts-expect-error: a heavy route says what it counts as
  defineHeavyRoute({ ...declared, query: search, handle });
  // @ts-expect-error: only a heavy route has the context that this service takes
  defineRoute({ ...declared, handle: (ctx) => verifyAudit(ctx, {}) });
  // @ts-expect-error: the same for calls to other machines
  defineRoute({ ...declared, handle: (ctx) => checkFhirServer(ctx, { id: "" }) });
  const route = defineHeavyRoute({ ...declared, heavy, handle: (ctx) => verifyAudit(ctx, {}) });
  expect(route.heavy).toBe(heavy);
});

const key: ApiKeyActor = {
  type: "apiKey",
  credential: "key",
  smartScopes: [],
  grant: null,
  tokenHash: null,
  keyId: "key_1",
  secretId: "sec_1",
  name: "A key",
  teamId: "team_1",
  environment: { id: "env_1", slug: "development", allowsTeamManagement: false },
  owner: { type: "team", id: "team_1" },
  role: "owner",
  inheritsPermissions: true,
  permissions: new Set(),
  resources: [],
  expiresAt: null,
  allowedIps: [],
  rateLimit: null,
};

test("a service that misses a declared bound fails every request with a key", async () => {
  const run = (applied: readonly ("environment" | "resources")[]) => {
    const route = defineRoute({
      ...shape,
      boundedKey: { effect: "filtered", by: ["environment", "resources"] },
      handle: async ({ askedBounds }) => {
        for (const bound of applied) askedBounds.add(bound);
        return {};
      },
    });
    const ctx: ApiContext = {
      runtime: Object.create(null),
      actor: key,
      askedBounds: new Set(),
      request: { id: "req_1", address: null, agent: null },
      now: new Date(),
      origin: null,
      cookie: null,
      accept: null,
    };
    return route.run(ctx, { params: {}, query: {}, body: undefined });
  };
  await expect(run(["environment", "resources"])).resolves.toEqual({});
  await expect(run(["environment"])).rejects.toThrow("listThings did not apply the key's resources");
});
