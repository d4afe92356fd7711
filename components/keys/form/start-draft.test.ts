import { expect, test } from "vitest";
import { environment as exampleEnvironment, key as exampleKey } from "#lib/api/openapi/examples/objects.ts";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { daySeconds } from "#lib/domain/common/durations.ts";
import { findExpiry, listExpiryChoices, suggestExpiry } from "./draft/expiry.ts";
import type { FormPage } from "./draft/fields-props.ts";
import { toBody } from "./draft/key-draft.ts";
import { findPreset, listPreset } from "./fields/permission-presets.ts";
import { copyDraft, followChanges, startDraft } from "./start-draft.ts";

const nowMs = Date.parse("2030-01-01T00:00:00Z");

const open: EnvironmentDto = {
  ...exampleEnvironment,
  slug: "development",
  keyCreatorRole: null,
  maxKeyLifetimeSeconds: null,
  requiresExpiry: false,
  requiresAllowedIps: false,
  policyReportOnly: false,
};
const short: EnvironmentDto = { ...open, slug: "short", maxKeyLifetimeSeconds: 30 * daySeconds };
const closed: EnvironmentDto = { ...open, slug: "production", keyCreatorRole: "admin" };

const held = ["keys:read", "keys:verify", "workers:read", "workers:write"];

const page: FormPage = {
  environments: [closed, open, short],
  form: {
    permissions: [
      ...held.map((name) => ({ name, isExplicit: false, heldBy: ["developer" as const, "admin" as const] })),
      { name: "members:read", isExplicit: false, heldBy: ["admin" as const] },
      { name: "team:write", isExplicit: true, heldBy: ["developer" as const] },
    ].map((known) => ({ ...known, description: "" })),
    address: null,
    rateLimit: { perMinute: 1000, per10Seconds: 200 },
  },
  team: { id: exampleKey.teamId, slug: "analytical-engines", name: "Analytical Engines" },
  viewer: {
    userId: "user_1",
    role: "developer",
    permissions: [...held, "team:write"],
    canWrite: true,
    canWriteAll: false,
  },
};

test("a new key can only read what its role can, and expires in 90 days", () => {
  const draft = startDraft("development", page);
  expect(draft.permissions).toEqual({ inherits: false, listed: ["keys:read", "workers:read"] });
  expect(findExpiry(draft.expiresAt, nowMs)).toEqual(new Date("2030-04-01T00:00:00Z"));
});

test("a new key starts in an environment in which the person can create keys", () => {
  expect(startDraft("short", page).environment).toBe("short");
  expect(startDraft("production", page).environment).toBe("development");
  expect(startDraft("", page).environment).toBe("development");
});

test("the suggested expiry is within a shorter maximum, and stays so if the browser's clock is ahead", () => {
  const end = findExpiry(startDraft("short", page).expiresAt, nowMs + 50_000)?.getTime() ?? 0;
  expect(end).toBeLessThanOrEqual(nowMs + 30 * 86_400_000);
  expect(end).toBeGreaterThan(nowMs + 29 * 86_400_000);
});

test.each<[name: string, rules: EnvironmentDto, choices: string[]]>([
  ["without rules", open, ["7d", "30d", "60d", "90d", "1y", "custom", "never"]],
  ["that requires an expiry", { ...open, requiresExpiry: true }, ["7d", "30d", "60d", "90d", "1y", "custom"]],
  ["with a maximum", short, ["7d", "max", "custom"]],
  [
    "that only reports",
    { ...short, policyReportOnly: true },
    ["7d", "30d", "60d", "90d", "1y", "max", "custom", "never"],
  ],
])("an environment %s offers the expiries that it allows", (_, rules, choices) => {
  expect(listExpiryChoices(suggestExpiry(rules), rules)).toEqual(choices);
});

test("another environment changes the expiry unless the person chose one that it allows", () => {
  const draft = startDraft("development", page);
  const moveTo = (environment: string, expiresAt = draft.expiresAt) =>
    followChanges({ ...draft, expiresAt }, { environment }, page).expiresAt?.choice;
  expect(moveTo("short")).toBe("max");
  expect(moveTo("short", { ...draft.expiresAt, choice: "7d", isChosen: true })).toBe("7d");
  expect(moveTo("short", { ...draft.expiresAt, choice: "never", isChosen: true })).toBe("max");
});

test.each([
  ["read", ["keys:read", "workers:read"]],
  ["write", ["keys:read", "workers:read", "workers:write"]],
  ["verify", ["keys:verify"]],
] as const)("the preset %s lists what the person can grant, and is recognized", (preset, listed) => {
  const given = listPreset(preset, page, "developer");
  expect(given).toEqual({ inherits: false, listed });
  expect(findPreset({ inherits: false, listed: [...listed].reverse() }, page, "developer")).toBe(preset);
});

test("full access inherits, and any other list is custom", () => {
  expect(listPreset("full", page, "developer")).toEqual({ inherits: true, listed: [] });
  expect(findPreset({ inherits: true, listed: [] }, page, "developer")).toBe("full");
  expect(findPreset({ inherits: false, listed: [] }, page, "developer")).toBe("custom");
});

test("a preset that gives a role nothing more is not available", () => {
  expect(listPreset("write", page, "viewer")).toBeNull();
  expect(listPreset("verify", page, "viewer")).toBeNull();
});

test("another owner changes the permissions of a preset, but not a selection", () => {
  const draft = startDraft("development", page);
  const owner = { type: "team" as const, id: "", role: "viewer" as const };
  const readers = {
    ...page,
    form: {
      ...page.form,
      permissions: page.form.permissions.map((known) => ({
        ...known,
        heldBy: [...known.heldBy, ...(known.name === "keys:read" ? (["viewer"] as const) : [])],
      })),
    },
  };
  expect(followChanges(draft, { owner }, readers).permissions?.listed).toEqual(["keys:read"]);
  const custom = { ...draft, permissions: { inherits: false, listed: ["workers:write"] } };
  expect(followChanges(custom, { owner }, readers).permissions).toEqual(custom.permissions);
});

test("a key like another one has its settings, except its name", () => {
  const createdAt = "2030-01-01T00:00:00.000Z";
  const copy = (changes: object) =>
    copyDraft({ ...exampleKey, environment: "short", createdAt, ...changes }, page);
  const week = copy({ expiresAt: "2030-01-08T00:00:00.000Z" });
  expect(week).toMatchObject({ name: "", environment: "short", expiresAt: { choice: "7d" } });
  expect(toBody(week, nowMs)).toMatchObject({
    permissions: exampleKey.permissions,
    allowedIps: exampleKey.allowedIps,
    metadata: exampleKey.metadata,
  });
  expect(copy({ environment: "development", expiresAt: null }).expiresAt.choice).toBe("never");
  expect(copy({ expiresAt: null }).expiresAt.choice, "the environment has a maximum").toBe("max");
});

test("a key like another one keeps its owner if the person can create keys for it", () => {
  const owner = {
    ...exampleKey.owner,
    type: "team" as const,
    id: exampleKey.teamId,
    role: "viewer" as const,
  };
  const admin = { ...page, viewer: { ...page.viewer, role: "admin" as const, canWriteAll: true } };
  expect(copyDraft({ ...exampleKey, owner }, admin).owner).toMatchObject({ type: "team", role: "viewer" });
  expect(copyDraft({ ...exampleKey, owner }, page).owner.type).toBe("self");
});
