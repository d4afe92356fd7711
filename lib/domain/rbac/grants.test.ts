import fc from "fast-check";
import { expect, test } from "vitest";
import { isAddressAllowed } from "#lib/domain/network/address.ts";
import {
  doesChangeWiden,
  findGrantProblem,
  findLimitProblem,
  type KeyLimits,
  type KeyPower,
} from "./grants.ts";
import { explicitPermissions, listInheritedPermissions, listRolePermissions } from "./permissions.ts";
import { roles } from "./roles.ts";

/** Blocks that contain each other, and blocks that do not. */
const blocks = [
  "10.0.0.0/8",
  "10.1.0.0/16",
  "10.1.2.3/32",
  "192.0.2.0/24",
  "2001:db8::/32",
  "2001:db8::1/128",
];

/** An address in each block, and one outside all blocks. */
const addresses = [
  "10.200.0.1",
  "10.1.9.9",
  "10.1.2.3",
  "192.0.2.7",
  "2001:db8::2",
  "2001:db8::1",
  "203.0.113.9",
];

const resources = ["workers:a", "workers:b", "orders:c"];

const rate = fc.integer({ min: 1, max: 5 });

const anyLimits: fc.Arbitrary<KeyLimits> = fc.record({
  resources: fc.subarray(resources),
  expiresAt: fc.option(fc.integer({ min: 1, max: 5 }).map((day) => new Date(day * 86_400_000))),
  allowedIps: fc.subarray(blocks),
  rateLimit: fc.option(fc.record({ perMinute: rate, per10Seconds: rate })),
});

/** Everything a key with these limits can be used for. */
function listUses(limits: KeyLimits): Set<string> {
  const uses: string[] = [];
  for (const resource of [...resources, "anything else"]) {
    if (limits.resources.length === 0 || limits.resources.includes(resource)) uses.push(`on ${resource}`);
  }
  for (const address of addresses) {
    if (limits.allowedIps.length === 0 || isAddressAllowed(address, limits.allowedIps))
      uses.push(`from ${address}`);
  }
  for (let day = 0; day < 7; day++) {
    if (limits.expiresAt === null || limits.expiresAt.getTime() > day * 86_400_000)
      uses.push(`on day ${day}`);
  }
  for (let count = 1; count <= 6; count++) {
    if (limits.rateLimit === null || count <= limits.rateLimit.perMinute) uses.push(`${count} a minute`);
    if (limits.rateLimit === null || count <= limits.rateLimit.per10Seconds) uses.push(`${count} in 10 s`);
  }
  return new Set(uses);
}

function isSubset(some: Iterable<string>, all: Iterable<string>): boolean {
  const set = new Set(all);
  return [...some].every((item) => set.has(item));
}

test("a target is within limits exactly if it cannot be used for anything more", () => {
  fc.assert(
    fc.property(anyLimits, anyLimits, (limits, target) => {
      // Only one address in each block is tried, which is not enough to compare a block with its parts.
      const isWithin = isSubset(listUses(target), listUses(limits));
      const problem = findLimitProblem(limits, target);
      if (problem === null) expect(isWithin).toBe(true);
      const hasSplitBlock = target.allowedIps.some(
        (block) => block === "10.0.0.0/8" || block === "2001:db8::/32",
      );
      if (isWithin && !hasSplitBlock) expect(problem).toBeNull();
    }),
    { numRuns: 500 },
  );
});

const permissions = ["keys:read", "keys:write", "members:write", "invoices:read"];

const anyPower: fc.Arbitrary<KeyPower> = fc
  .tuple(anyLimits, fc.boolean(), fc.subarray(permissions))
  .map(([limits, inherits, listed]) => ({
    ...limits,
    inheritsPermissions: inherits,
    permissions: inherits ? listInheritedPermissions("admin", ["invoices:read"]) : listed,
  }));

test("a change that does not widen keeps the key within its former limits", () => {
  fc.assert(
    fc.property(anyPower, anyPower, (before, after) => {
      expect(doesChangeWiden(before, before)).toBe(false);
      if (doesChangeWiden(before, after)) return;
      expect(isSubset(listUses(after), listUses(before))).toBe(true);
      expect(isSubset(after.permissions, before.permissions)).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("a key cannot grant more than it has", () => {
  fc.assert(
    fc.property(anyPower, anyPower, (held, target) => {
      const grantor = {
        ...held,
        role: "owner" as const,
        permissions: new Set(held.permissions),
        environment: "production",
        mayInherit: held.inheritsPermissions,
      };
      const granted = { ...target, ownerRole: "admin" as const, environment: "production" };
      if (findGrantProblem(grantor, granted) !== null) return;
      expect(doesChangeWiden(held, target)).toBe(false);
      expect(isSubset(listUses(target), listUses(held))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test("a key cannot grant in another environment, and with a list cannot grant inheritance", () => {
  const limits = { resources: [], expiresAt: null, allowedIps: [], rateLimit: null };
  const grantor = {
    ...limits,
    role: "owner" as const,
    permissions: listRolePermissions("owner", []),
    environment: "development",
    mayInherit: false,
  };
  const target = { ...limits, ownerRole: "owner" as const, permissions: [], environment: "development" };
  const grant = (change: object) =>
    findGrantProblem(grantor, { ...target, inheritsPermissions: false, ...change });
  expect(grant({})).toBeNull();
  expect(grant({ environment: "production" })).toEqual({ kind: "environment" });
  expect(grant({ inheritsPermissions: true })).toEqual({ kind: "inherit" });
});

test("an empty allowlist exceeds any other, and a wider block exceeds a narrower one", () => {
  const limits = { resources: [], expiresAt: null, allowedIps: ["10.1.0.0/16"], rateLimit: null };
  const check = (allowedIps: string[]) => findLimitProblem(limits, { ...limits, allowedIps });
  expect(check([])).toBe("allowedIps");
  expect(check(["10.0.0.0/8"])).toBe("allowedIps");
  expect(check(["10.1.2.0/24", "10.1.0.0/16"])).toBeNull();
  expect(check(["::/0"])).toBe("allowedIps");
});

test.each(roles)("a key of a %s inherits the role's permissions except those that must be listed", (role) => {
  const inherited = listInheritedPermissions(role, ["invoices:read"]);
  const held = listRolePermissions(role, ["invoices:read"]);
  expect([...held].filter((permission) => !inherited.has(permission)).sort()).toEqual(
    [...held].filter((permission) => explicitPermissions.has(permission)).sort(),
  );
});
