import { expect, test } from "vitest";
import type { ShellTeam } from "#components/shell/shell-team.ts";
import { type Command, filterCommands, groupCommands, listCommands, readVerb } from "./list-commands.ts";

const team: ShellTeam = {
  id: "team_1",
  slug: "acme",
  name: "Acme",
  role: "owner",
  twoFactorDueAt: null,
  suspendedAt: null,
};
const other: ShellTeam = {
  id: "team_2",
  slug: "labs",
  name: "Labs",
  role: "viewer",
  twoFactorDueAt: null,
  suspendedAt: null,
};
const commands = listCommands(team, [team, other], false);

function listLabels(found: readonly Command[]): string[] {
  return found.map(({ label }) => label);
}

test.each([
  ["rotate billing", { verb: "rotate", rest: "billing" }],
  ["  Rotate  ", { verb: "rotate", rest: "" }],
  ["delete old key", { verb: "delete", rest: "old key" }],
  ["rotation", { verb: null, rest: "rotation" }],
  [" billing ", { verb: null, rest: "billing" }],
  ["", { verb: null, rest: "" }],
])("reads the action and the key of %j", (typed, expected) => {
  expect(readVerb(typed)).toEqual(expected);
});

test("finds commands by their label first, then by other words", () => {
  expect(listLabels(filterCommands(commands, "new"))).toEqual(["Generate New Key", "New team"]);
  expect(listLabels(filterCommands(commands, "history"))).toEqual(["Audit log"]);
  expect(listLabels(filterCommands(commands, "settings name"))).toEqual(["Team"]);
  expect(listLabels(filterCommands(commands, "labs"))).toEqual(["Switch to Labs"]);
  expect(listLabels(filterCommands(commands, "keyless"))).toEqual(["Trusted issuers"]);
});

test("lists themes, sign-out and the rarer actions only when they are typed", () => {
  const listed = listLabels(filterCommands(commands, ""));
  expect(listed).toContain("Rotate a key…");
  expect(listed).not.toContain("Sign out");
  expect(listLabels(filterCommands(commands, "log out"))).toEqual(["Sign out"]);
});

test("offers only the actions that the role allows", () => {
  const labelsOf = (role: ShellTeam["role"]) => listLabels(listCommands({ ...team, role }, [], false));
  expect(labelsOf("viewer")).not.toContain("Generate New Key");
  expect(labelsOf("developer")).toContain("Rotate a key…");
  expect(labelsOf("developer")).not.toContain("Invite a member…");
  expect(labelsOf("developer")).not.toContain("Register an app…");
  expect(labelsOf("admin")).toContain("Register an app…");
  expect(labelsOf("admin")).toContain("Invite a member…");
});

test("offers the pages of this console only to its administrators", () => {
  const pathsOf = (isInstanceOwner: boolean) =>
    listCommands(team, [], isInstanceOwner).filter(({ id }) => id.startsWith("/instance"));
  expect(pathsOf(false)).toEqual([]);
  expect(listLabels(pathsOf(true))).toEqual([
    "People",
    "Teams",
    "Provisioning",
    "Audit log",
    "Settings",
    "Health",
  ]);
});

test("groups commands in a fixed order and shows each only once", () => {
  const [generate, page] = [commands[0], commands.find(({ group }) => group === "Pages")];
  if (generate === undefined || page === undefined) throw new Error("no commands");
  const groups = groupCommands([page, generate, page]);
  expect(groups.map(({ name, options }) => [name, options.length])).toEqual([
    ["Actions", 1],
    ["Pages", 1],
  ]);
});
