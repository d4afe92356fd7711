import { expect, test } from "vitest";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import {
  createDraft,
  ensureEnvironment,
  keyDraftSchema,
  listChanges,
  rebaseDraft,
  toBody,
  toDraft,
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

test("lists no changes for an untouched key", () => {
  expect(listChanges(key, toDraft(key), nowMs)).toEqual({});
});

test("sends only changed fields", () => {
  const draft = { ...toDraft(key), name: "Billing (EU)", perMinute: "" };
  expect(listChanges(key, draft, nowMs)).toEqual({ name: "Billing (EU)", rateLimit: null });
});

test("includes text in a list field that was not entered yet", () => {
  const draft = {
    ...createDraft("development"),
    allowedIps: { entries: ["10.0.0.0/8"], typed: " 192.0.2.1" },
  };
  expect(toBody(draft, nowMs).allowedIps).toEqual(["10.0.0.0/8", "192.0.2.1"]);
});

test("sends the owner only if it is not the sender", () => {
  const draft = { ...createDraft("development"), ownerId: "user_2", ownerRole: "viewer" as const };
  const ownerOf = (owner: "self" | "member" | "team") => {
    const body = toBody({ ...draft, owner }, nowMs);
    return "owner" in body ? body.owner : undefined;
  };
  expect(ownerOf("self")).toBeUndefined();
  expect(ownerOf("member")).toEqual({ type: "user", id: "user_2" });
  expect(ownerOf("team")).toEqual({ type: "team", role: "viewer" });
});

test("keeps numbers and booleans in the metadata", () => {
  const draft = toDraft(key);
  const metadata = draft.metadata.map((row) => (row.name === "retries" ? { ...row, value: "4" } : row));
  expect(listChanges(key, { ...draft, metadata }, nowMs)).toEqual({
    metadata: { retries: 4, isNightly: true, region: "eu" },
  });
});

test("restores a draft from session storage unchanged", () => {
  const draft = toDraft(key);
  expect(keyDraftSchema.parse(JSON.parse(JSON.stringify(draft)))).toEqual(draft);
});

test("falls back to the first environment if the draft's environment does not exist", () => {
  const environments = [{ slug: "development" }, { slug: "production" }];
  const environmentOf = (slug: string) => ensureEnvironment(createDraft(slug), environments).environment;
  expect(environmentOf("production")).toBe("production");
  expect(environmentOf("retired")).toBe("development");
  expect(environmentOf("")).toBe("development");
});

test("merges changes to different fields", () => {
  const fresh = { ...key, description: "By day", allowedIps: [] };
  const { draft, conflicts } = rebaseDraft(key, fresh, { ...toDraft(key), name: "Mine" }, nowMs);
  expect(conflicts).toEqual([]);
  expect(listChanges(fresh, draft, nowMs)).toEqual({ name: "Mine" });
});

test("reports a conflict if both changed the same field to different values", () => {
  const fresh = { ...key, name: "Theirs" };
  const { draft, conflicts } = rebaseDraft(key, fresh, { ...toDraft(key), name: "Mine" }, nowMs);
  expect(conflicts).toEqual(["name"]);
  expect(draft.name).toBe("Mine");
});

test("reports no conflict if both changed a field to the same value", () => {
  const fresh = { ...key, name: "Ours" };
  const { draft, conflicts } = rebaseDraft(key, fresh, { ...toDraft(key), name: "Ours" }, nowMs);
  expect(conflicts).toEqual([]);
  expect(listChanges(fresh, draft, nowMs)).toEqual({});
});
