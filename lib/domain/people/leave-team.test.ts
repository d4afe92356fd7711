import { expect, test } from "vitest";
import { createFormerAddress, showEmail } from "./deleted-person.ts";
import { decideTeamOutcome } from "./leave-team.ts";

test.each([
  [{ isActiveOwner: true, otherActiveOwners: 0, otherMembers: 0 }, "deleted"],
  [{ isActiveOwner: true, otherActiveOwners: 0, otherMembers: 1 }, "blocked"],
  [{ isActiveOwner: true, otherActiveOwners: 1, otherMembers: 1 }, "left"],
  [{ isActiveOwner: false, otherActiveOwners: 1, otherMembers: 3 }, "left"],
  // Its only owner's account is suspended. Leaving doesn't make that worse.
  [{ isActiveOwner: false, otherActiveOwners: 0, otherMembers: 1 }, "left"],
] as const)("a team with %o is %s", (team, outcome) => {
  expect(decideTeamOutcome(team)).toBe(outcome);
});

test("what replaces the email address of a deleted account is never shown", () => {
  const stored = createFormerAddress("user_01m84g7mvyecfr996v095v3zzr");
  expect(stored).not.toContain("@");
  expect(showEmail(stored)).toBe("");
  expect(showEmail("deleted@example.com")).toBe("deleted@example.com");
});
