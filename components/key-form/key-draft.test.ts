import { expect, test } from "vitest";
import type { KeyDto } from "#lib/schemas/keys.ts";
import {
  createDraft,
  draftOf,
  keyDraftSchema,
  listChanges,
  mendEnvironment,
  rebaseDraft,
  toBody,
} from "./key-draft.ts";

const nowMs = Date.parse("2030-01-01T00:00:00Z");

const key: KeyDto = {
  id: "key_1",
  teamId: "team_1",
  name: "Billing",
  description: "Nightly",
  environment: "production",
  owner: { type: "user", id: "user_1", name: "Ada", role: "admin" },
  permissions: ["keys:read"],
  effectivePermissions: ["keys:read"],
  expiresAt: "2030-06-01T12:34:56.789Z",
  rateLimit: { perMinute: 600, per10Seconds: null },
  allowedIps: ["203.0.113.0/24"],
  resources: [],
  metadata: { retries: 3, isNightly: true, region: "eu" },
  externalId: null,
  status: "active",
  hint: "be_Ab3dEf…x9Kd",
  createdAt: "2029-01-01T00:00:00.000Z",
  updatedAt: "2029-01-01T00:00:00.000Z",
  lastUsedAt: null,
  secrets: [],
};

test("a key that nobody touched has no changes, whatever it holds", () => {
  expect(listChanges(key, draftOf(key), nowMs)).toEqual({});
});

test("only what was changed is sent", () => {
  const draft = { ...draftOf(key), name: "Billing (EU)", perMinute: "" };
  expect(listChanges(key, draft, nowMs)).toEqual({ name: "Billing (EU)", rateLimit: null });
});

test("what stands in a list's field counts, entered or not", () => {
  const draft = {
    ...createDraft("development"),
    allowedIps: { entries: ["10.0.0.0/8"], typed: " 192.0.2.1" },
  };
  expect(toBody(draft, nowMs).allowedIps).toEqual(["10.0.0.0/8", "192.0.2.1"]);
});

test("the body names an owner only where it is not whoever sends it", () => {
  const draft = { ...createDraft("development"), ownerId: "user_2", ownerRole: "viewer" as const };
  const ownerOf = (owner: "self" | "member" | "team") => {
    const body = toBody({ ...draft, owner }, nowMs);
    return "owner" in body ? body.owner : undefined;
  };
  expect(ownerOf("self")).toBeUndefined();
  expect(ownerOf("member")).toEqual({ type: "user", id: "user_2" });
  expect(ownerOf("team")).toEqual({ type: "team", role: "viewer" });
});

test("a number in the metadata stays a number, and a yes a yes", () => {
  const draft = draftOf(key);
  const metadata = draft.metadata.map((row) => (row.name === "retries" ? { ...row, value: "4" } : row));
  expect(listChanges(key, { ...draft, metadata }, nowMs)).toEqual({
    metadata: { retries: 4, isNightly: true, region: "eu" },
  });
});

test("a draft comes back from the tab's storage as it was", () => {
  const draft = draftOf(key);
  expect(keyDraftSchema.parse(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
});

test("a draft is for an environment that is there, whatever it was made for", () => {
  const environments = [{ slug: "development" }, { slug: "production" }];
  const environmentOf = (slug: string) => mendEnvironment(createDraft(slug), environments).environment;
  expect(environmentOf("production")).toBe("production");
  expect(environmentOf("retired")).toBe("development");
  expect(environmentOf("")).toBe("development");
});

test("of two who change different fields, neither undoes the other's", () => {
  const fresh = { ...key, description: "By day", allowedIps: [] };
  const { draft, conflicts } = rebaseDraft(key, fresh, { ...draftOf(key), name: "Mine" }, nowMs);
  expect(conflicts).toEqual([]);
  expect(listChanges(fresh, draft, nowMs)).toEqual({ name: "Mine" });
});

test("of two who change the same field to different things, the second is asked", () => {
  const fresh = { ...key, name: "Theirs" };
  const { draft, conflicts } = rebaseDraft(key, fresh, { ...draftOf(key), name: "Mine" }, nowMs);
  expect(conflicts).toEqual(["name"]);
  expect(draft.name).toBe("Mine");
});

test("two who change a field to the same thing agree", () => {
  const fresh = { ...key, name: "Ours" };
  const { draft, conflicts } = rebaseDraft(key, fresh, { ...draftOf(key), name: "Ours" }, nowMs);
  expect(conflicts).toEqual([]);
  expect(listChanges(fresh, draft, nowMs)).toEqual({});
});
