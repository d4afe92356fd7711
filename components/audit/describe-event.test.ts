import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { auditActionTexts } from "#lib/contract/team/audit-actions.ts";
import { describeEvent } from "./describe-event.ts";

/** Every action in the sources, including those built from parts. */
function listEmittedActions(): string[] {
  const sources = globSync("lib/{services,auth}/**/*.ts").filter((file) => !file.includes(".test."));
  const actions = sources.flatMap((file) => {
    const text = readFileSync(file, "utf8");
    if (!text.includes("emitAudit(")) return [];
    return [...text.matchAll(/action:[^\n]*?"([a-z_]+\.[a-z_]+)"/g)].map((match) => match[1] ?? "");
  });
  return [...new Set([...actions, "member.leave", "member.remove", "member.suspend", "member.resume"])];
}

test("has a sentence for every action in the sources", () => {
  const actions = listEmittedActions();
  expect(actions.length).toBeGreaterThan(25);
  expect(actions.filter((action) => auditActionTexts[action] === undefined)).toEqual([]);
});

const actor = { type: "user", id: "user_1", name: "Ada" };
const target = { type: "key", id: "key_1", name: "CI" };

test.each([
  [
    "key.rotate",
    { gracePeriodSeconds: 86_400 },
    "Ada rotated the key CI: the previous secret stops working after 24 hours",
  ],
  [
    "key.rotate",
    { gracePeriodSeconds: 3600 },
    "Ada rotated the key CI: the previous secret stops working after 1 hour",
  ],
  [
    "key.rotate",
    { gracePeriodSeconds: 0 },
    "Ada rotated the key CI: the previous secret stopped working immediately",
  ],
  [
    "key.rotate",
    { gracePeriodSeconds: 604_800 },
    "Ada rotated the key CI: the previous secret stops working after 7 days",
  ],
  [
    "member.update",
    { role: { from: "viewer", to: "admin" } },
    "Ada changed the role of CI: from viewer to admin",
  ],
  ["member.remove", { handedOverKeys: ["a", "b"] }, "Ada removed CI: 2 keys transferred"],
  ["key.update", { name: { from: "a", to: "b" } }, "Ada changed the key CI: name"],
  [
    "environment.update",
    { requiresExpiry: { from: false, to: true } },
    "Ada changed the environment CI: keys must expire",
  ],
  [
    "environment.update",
    {
      policyReportOnly: { from: true, to: false },
      keyCreatorRole: { from: null, to: "admin" },
      position: { from: 0, to: 1 },
    },
    "Ada changed the environment CI: report only, minimum role to generate keys, position",
  ],
  [
    "environment.reorder",
    { order: { from: ["staging", "production"], to: ["production", "staging"] } },
    "Ada reordered the environments of CI: production, staging",
  ],
  [
    "environment.update",
    { requiresAllowedIps: { from: false, to: true } },
    "Ada changed the environment CI: requires allowed IPs",
  ],
  ["member.join", { role: "viewer" }, "CI joined the team: as viewer"],
  ["key.create", "garbage", "Ada generated the key CI"],
  ["something.new", {}, "Ada something.new CI"],
])("%s with %j", (action, changes, sentence) => {
  const { actorName, verb, targetName, detail } = describeEvent({ action, actor, target, changes });
  const words = [actorName, verb, targetName].filter((word) => word !== null).join(" ");
  expect(detail === null ? words : `${words}: ${detail}`).toBe(sentence);
});

test.each([
  ["sign_in.fail", "user", "Ada", "Someone entered a wrong password for Ada: 4 times"],
  [
    "sign_in.fail",
    "unknownAccount",
    null,
    "Someone entered a wrong password for an account that doesn't exist: 4 times",
  ],
  ["sign_in.omit", "console", null, "Someone failed in other ways to sign in to this console: 4 times"],
])("describes the failed sign-ins of %s", (action, type, name, expected) => {
  const { actorName, verb, targetName, detail } = describeEvent({
    action,
    actor: { type: "system", id: "failed-sign-in", name: null },
    target: { type, id: "x", name },
    changes: { attempts: 4 },
  });
  expect(`${actorName} ${verb} ${targetName}: ${detail}`).toBe(expected);
});

test("names a deleted target by its ID", () => {
  const sentence = describeEvent({
    action: "key.delete",
    actor: { ...actor, name: null },
    target: { ...target, name: null },
    changes: { reason: "leaked" },
  });
  expect(sentence).toEqual({
    actorName: "A deleted account",
    verb: "deleted the key",
    targetName: "key_1",
    detail: "reason: leaked",
  });
});

test.each([
  ["user", "user_1", "Ada", "Ada"],
  ["user", "user_1", null, "A deleted account"],
  // The API names the founder of a team, who signed up in the same moment.
  ["system", "sign-up", "Ada", "Ada"],
  ["system", "sign-up", null, "A deleted account"],
  ["system", "sign-in", null, "A deleted account"],
  ["system", "admin-command", null, "The operator"],
  ["system", "start", null, "The console"],
  ["apiKey", "key_1", "Deployments", "The key Deployments"],
  ["apiKey", "", null, "An API key"],
  ["app", "app_1", "Nightly reports", "The app Nightly reports"],
  ["app", "", null, "An app"],
])("names the actor %s %s with the name %s as %s", (type, id, name, expected) => {
  const { actorName } = describeEvent({
    action: "team.create",
    actor: { type, id, name },
    target: { type: "team", id: "team_1", name: "Engines" },
    changes: {},
  });
  expect(actorName).toBe(expected);
});

test("names people and environments that an event mentions", () => {
  const names = { people: { user_2: "Grace" }, environments: { staging: "Staging", production: "Live" } };
  const describe = (action: string, changes: object) =>
    describeEvent({ action, actor, target, changes }, names).detail;
  expect(describe("team.transfer", { from: "user_1", to: "user_2", roleBefore: "admin" })).toBe("to Grace");
  expect(describe("member.remove", { handedOverKeys: ["key_1"], to: "user_2" })).toBe(
    "1 key transferred to Grace",
  );
  expect(describe("environment.reorder", { order: { from: [], to: ["production", "staging"] } })).toBe(
    "Live, Staging",
  );
});
