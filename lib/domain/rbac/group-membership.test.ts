import { describe, expect, test } from "vitest";
import { decideGroupMembership, type GroupedMembership } from "./group-membership.ts";

const managed: GroupedMembership = {
  role: "developer",
  status: "active",
  isFromGroups: true,
  groupIds: ["a"],
};
const a = { id: "a", role: "developer", authorRole: "owner" } as const;
const b = { id: "b", role: "admin", authorRole: "admin" } as const;
const none = { kind: "none" };

describe("groups", () => {
  test("add a person with the highest role", () => {
    const added = { kind: "add", role: "admin", groupIds: ["a", "b"] };
    expect(decideGroupMembership(null, [a, b])).toEqual(added);
    expect(decideGroupMembership({ ...managed, status: "removed", groupIds: [] }, [a, b])).toEqual(added);
    expect(decideGroupMembership(null, [])).toEqual(none);
  });

  test("change and remove the memberships they gave", () => {
    expect(decideGroupMembership(managed, [a])).toEqual(none);
    expect(decideGroupMembership(managed, [a, b])).toEqual({
      kind: "change",
      role: "admin",
      groupIds: ["a", "b"],
    });
    expect(decideGroupMembership(managed, [])).toEqual({ kind: "remove" });
  });

  test("leave other memberships and owners alone", () => {
    for (const groups of [[], [a], [a, b]]) {
      expect(decideGroupMembership({ ...managed, isFromGroups: false, groupIds: [] }, groups)).toEqual(none);
      expect(decideGroupMembership({ ...managed, role: "owner" }, groups)).toEqual(none);
    }
  });

  test("never end a suspension", () => {
    const suspended = { ...managed, status: "suspended" } as const;
    expect(decideGroupMembership(suspended, [])).toEqual({ kind: "change", role: "developer", groupIds: [] });
    expect(decideGroupMembership(suspended, [b])).toEqual({ kind: "change", role: "admin", groupIds: ["b"] });
    expect(decideGroupMembership({ ...suspended, groupIds: [] }, [])).toEqual(none);
  });
});

describe("a group's role", () => {
  test("is never above the role that its author has now", () => {
    const demoted = { ...b, authorRole: "viewer" } as const;
    expect(decideGroupMembership(null, [demoted])).toMatchObject({ kind: "add", role: "viewer" });
    const admin: GroupedMembership = { ...managed, role: "admin", groupIds: ["b"] };
    expect(decideGroupMembership(admin, [demoted])).toMatchObject({ kind: "change", role: "viewer" });
  });

  test("adds and raises nobody once its author has left, and stays for those it added", () => {
    const left = { ...b, authorRole: null } as const;
    expect(decideGroupMembership(null, [left])).toEqual(none);
    expect(decideGroupMembership(managed, [a, left])).toEqual(none);
    const admin: GroupedMembership = { ...managed, role: "admin", groupIds: ["b"] };
    expect(decideGroupMembership(admin, [left])).toEqual(none);
    expect(decideGroupMembership({ ...admin, role: "viewer" }, [left])).toEqual(none);
    expect(decideGroupMembership(admin, [a])).toMatchObject({ kind: "change", role: "developer" });
  });
});
