import { expect, test } from "vitest";
import { key as exampleKey } from "#lib/api/openapi/examples/objects.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import {
  countSetOptions,
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
  ...exampleKey,
  expiresAt: "2030-06-01T12:34:56.789Z",
  rateLimit: { perMinute: 600, per10Seconds: null },
  metadata: { retries: 3, isNightly: true, region: "eu" },
};

test("lists no changes for an untouched key", () => {
  expect(listChanges(key, toDraft(key), nowMs)).toEqual({});
});

test("sends only changed fields", () => {
  const draft = { ...toDraft(key), name: "Billing (EU)", rateLimit: { perMinute: "", per10Seconds: "" } };
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
  const ownerOf = (type: "self" | "member" | "team") => {
    const owner = { type, id: "user_2", role: "viewer" as const };
    const body = toBody({ ...createDraft("development"), owner }, nowMs);
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

test("leaves an optional line empty until something is typed", () => {
  const typed = { ...toDraft(key), externalId: "acct_7" };
  expect(toBody(createDraft("development"), nowMs).externalId).toBeNull();
  expect(listChanges(key, typed, nowMs)).toEqual({ externalId: "acct_7" });
  expect(listChanges({ ...key, externalId: "acct_7" }, { ...typed, externalId: " " }, nowMs)).toEqual({
    externalId: null,
  });
});

test("counts the options of a key that are not empty", () => {
  expect(countSetOptions(createDraft("development"))).toBe(0);
  // IP addresses, rate limits, metadata.
  expect(countSetOptions(toDraft(key))).toBe(3);
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

test("keeps the latest expiry, not an earlier one, if the user keeps the current expiry after a conflict", () => {
  const fresh = { ...key, expiresAt: "2030-03-01T00:00:00.000Z" };
  const mine = { ...toDraft(key), expiresAt: { ...toDraft(key).expiresAt, choice: "30d" as const } };
  const { draft, conflicts } = rebaseDraft(key, fresh, mine, nowMs);
  expect(conflicts).toEqual(["expiresAt"]);
  expect(draft.expiresAt).toEqual({ ...mine.expiresAt, kept: fresh.expiresAt });
  const kept = { ...draft, expiresAt: { ...draft.expiresAt, choice: "keep" as const } };
  expect(listChanges(fresh, kept, nowMs)).toEqual({});
});

test("offers to keep the current expiry only if the latest version has one", () => {
  const mine = { ...toDraft(key), expiresAt: { ...toDraft(key).expiresAt, choice: "30d" as const } };
  expect(rebaseDraft(key, { ...key, expiresAt: null }, mine, nowMs).draft.expiresAt.kept).toBeNull();
});
