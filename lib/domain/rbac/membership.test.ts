import fc from "fast-check";
import { expect, test } from "vitest";
import { findMembershipProblem, type MembershipState, mayGiveRole } from "./membership.ts";
import { listRolePermissions } from "./permissions.ts";
import { isAtLeast, type Role, roles } from "./roles.ts";

const anyRole = fc.constantFrom(...roles);
const anyState: fc.Arbitrary<MembershipState> = fc.record({
  role: anyRole,
  status: fc.constantFrom("active", "suspended", "removed"),
});

function actorOf(role: Role) {
  return { kind: "person" as const, role, permissions: listRolePermissions(role, []) };
}

test("nobody can assign a role above their own", () => {
  fc.assert(
    fc.property(anyRole, fc.option(anyRole), anyRole, (own, from, to) => {
      expect(mayGiveRole(actorOf(own), from, to)).toBe(isAtLeast(own, to));
    }),
  );
});

test("a key cannot assign a role with more permissions than the key", () => {
  const permissions = new Set(["members:write", "keys:read"]);
  const actor = { kind: "key", role: "owner", permissions } as const;
  expect(mayGiveRole(actor, null, "viewer")).toBe(false);
  expect(mayGiveRole(actor, "developer", "viewer")).toBe(true);
});

test("a key that lists a role's permissions of an earlier release can still assign the role", () => {
  const permissions = new Set([
    "members:write",
    "keys:read",
    "members:read",
    "fhir.servers:read",
    "workers:read",
  ]);
  const actor = { kind: "key", role: "owner", permissions } as const;
  expect(mayGiveRole(actor, null, "viewer")).toBe(true);
  expect(mayGiveRole(actor, null, "developer")).toBe(false);
  const writing = ["keys:write", "keys:verify", "fhir.servers:write", "workers:write"];
  const developing = { ...actor, permissions: new Set([...permissions, ...writing]) };
  expect(mayGiveRole(developing, null, "developer")).toBe(true);
});

test("a key cannot assign, promote, demote, suspend or remove an admin or owner", () => {
  fc.assert(
    fc.property(anyState, anyState, (from, to) => {
      const actor = { kind: "key", role: "owner", permissions: listRolePermissions("owner", []) } as const;
      const problem = findMembershipProblem({ actor, isSelf: false, from, to, activeOwners: 5 });
      const isAboutPeople = isAtLeast(from.role, "admin") || isAtLeast(to.role, "admin");
      expect(problem).toBe(isAboutPeople ? "people_only" : null);
      expect(mayGiveRole(actor, null, to.role)).toBe(!isAtLeast(to.role, "admin"));
    }),
  );
});

test("the last active owner cannot leave, be demoted or be suspended", () => {
  fc.assert(
    fc.property(anyState, fc.boolean(), (to, isSelf) => {
      const from = { role: "owner", status: "active" } as const;
      const problem = findMembershipProblem({ actor: actorOf("owner"), isSelf, from, to, activeOwners: 1 });
      const staysOwner = to.role === "owner" && to.status === "active";
      expect(problem === null).toBe(staysOwner);
    }),
  );
});

test("an admin cannot change an owner", () => {
  fc.assert(
    fc.property(anyState, (to) => {
      const from = { role: "owner", status: "active" } as const;
      const change = { actor: actorOf("admin"), isSelf: false, from, to, activeOwners: 5 };
      expect(findMembershipProblem(change)).toBe("beyond_own_role");
    }),
  );
});

test("anyone can leave or give up their role while another owner stays", () => {
  for (const role of roles) {
    const from = { role, status: "active" } as const;
    for (const to of [{ role, status: "removed" } as const, { role: "viewer", status: "active" } as const]) {
      const change = { actor: actorOf(role), isSelf: true, from, to, activeOwners: 2 };
      expect(findMembershipProblem(change)).toBeNull();
    }
  }
});

test("nobody can suspend themselves, and only an owner can reinstate an owner", () => {
  const self = { isSelf: true, from: { role: "admin", status: "active" } as const, activeOwners: 2 };
  const suspended = { role: "admin", status: "suspended" } as const;
  expect(findMembershipProblem({ ...self, actor: actorOf("admin"), to: suspended })).toBe("own_suspension");
  const back = {
    isSelf: false,
    from: { role: "owner", status: "suspended" } as const,
    to: { role: "owner", status: "active" } as const,
    activeOwners: 1,
  };
  expect(findMembershipProblem({ ...back, actor: actorOf("admin") })).toBe("beyond_own_role");
  expect(findMembershipProblem({ ...back, actor: actorOf("owner") })).toBeNull();
});
