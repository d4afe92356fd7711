import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { builtInPermissions, listRolePermissions, platformVerifyPermission } from "#lib/rbac/permissions.ts";
import { roles } from "#lib/rbac/roles.ts";
import type { KeyRecord } from "./key-record.ts";
import { decideVerdict } from "./verdict.ts";

const now = new Date("2026-06-01T12:00:00Z");
const nowMs = now.getTime();
const past = new Date(now.getTime() - 1);
const future = new Date(now.getTime() + 1);

function createRecord(overrides: Partial<KeyRecord> = {}): KeyRecord {
  return {
    keyId: "key_1",
    secretId: "sec_1",
    teamId: "team_1",
    name: "a key",
    environment: { id: "env_1", slug: "production", allowsTeamManagement: true },
    owner: {
      type: "user",
      id: "user_1",
      name: "Ada",
      role: "developer",
      status: "active",
      isInstanceOwner: false,
    },
    memberId: "mem_1",
    inheritsPermissions: true,
    permissions: [],
    teamEnvironments: ["production"],
    teamPermissions: ["invoices:read", "invoices:write"],
    resources: [],
    allowedIps: [],
    rateLimit: null,
    metadata: {},
    externalId: null,
    expiresAt: null,
    disabledAt: null,
    revokedAt: null,
    secretCreatedAt: past,
    secretEndsAt: null,
    isTeamDeleted: false,
    ...overrides,
  };
}

const owner = createRecord().owner;

describe("decideVerdict", () => {
  it("decides in the contract's order", () => {
    const question = { permissions: ["team:write"], environment: "staging", ip: "203.0.113.9" };
    let record = createRecord({
      revokedAt: past,
      disabledAt: past,
      expiresAt: past,
      allowedIps: ["192.0.2.0/24"],
    });
    expect(decideVerdict(record, question, nowMs).code).toBe("REVOKED");
    record = { ...record, revokedAt: null };
    expect(decideVerdict(record, question, nowMs).code).toBe("DISABLED");
    record = { ...record, disabledAt: null };
    expect(decideVerdict(record, question, nowMs).code).toBe("EXPIRED");
    record = { ...record, expiresAt: null };
    expect(decideVerdict(record, question, nowMs).code).toBe("IP_NOT_ALLOWED");
    record = { ...record, allowedIps: [] };
    expect(decideVerdict(record, question, nowMs).code).toBe("ENVIRONMENT_MISMATCH");
    expect(decideVerdict(record, { ...question, environment: "production" }, nowMs).code).toBe(
      "INSUFFICIENT_PERMISSIONS",
    );
    expect(decideVerdict(record, {}, nowMs).code).toBe("VALID");
  });

  it.each([
    ["its secret's grace is over", { secretEndsAt: now }, "REVOKED"],
    ["its secret is still in grace", { secretEndsAt: future }, "VALID"],
    ["its team was deleted", { isTeamDeleted: true }, "REVOKED"],
    ["its owner was removed", { owner: { ...owner, status: "removed" } }, "REVOKED"],
    ["its owner is suspended", { owner: { ...owner, status: "suspended" } }, "DISABLED"],
    ["it expires now", { expiresAt: now }, "EXPIRED"],
    ["it expires later", { expiresAt: future }, "VALID"],
  ] as const)("when %s", (_case, overrides, code) => {
    expect(decideVerdict(createRecord(overrides), {}, nowMs).code).toBe(code);
  });

  it("refuses a key with an allowlist when the address is unknown or no address", () => {
    const record = createRecord({ allowedIps: ["192.0.2.0/24"] });
    for (const ip of [undefined, null, "", "unknown", "192.0.3.1"]) {
      expect(decideVerdict(record, { ip }, nowMs).code).toBe("IP_NOT_ALLOWED");
    }
    expect(decideVerdict(record, { ip: "::ffff:192.0.2.77" }, nowMs).code).toBe("VALID");
  });

  it("lets a key with resources touch those alone", () => {
    const record = createRecord({ resources: ["workers:wrk_1"] });
    expect(decideVerdict(record, { resource: "workers:wrk_1" }, nowMs).code).toBe("VALID");
    expect(decideVerdict(record, { resource: "workers:wrk_2" }, nowMs).code).toBe("INSUFFICIENT_PERMISSIONS");
    expect(decideVerdict(record, {}, nowMs).code).toBe("VALID");
  });

  it("never grants more than the owner's role, nor more than the list", () => {
    const names = [
      ...Object.keys(builtInPermissions),
      "invoices:read",
      "made-up:write",
      platformVerifyPermission,
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...roles),
        fc.boolean(),
        fc.subarray(names),
        (role, inheritsPermissions, listed) => {
          const record = createRecord({
            owner: { ...owner, role },
            inheritsPermissions,
            permissions: listed,
          });
          const held = listRolePermissions(role, record.teamPermissions);
          const { permissions } = decideVerdict(record, {}, nowMs);
          for (const permission of permissions) {
            expect(held.has(permission)).toBe(true);
            if (!inheritsPermissions) expect(listed).toContain(permission);
          }
        },
      ),
    );
  });

  it("holds platform:verify only when listed by an instance owner", () => {
    const instanceOwner = { ...owner, role: "owner", isInstanceOwner: true } as const;
    const question = { permissions: [platformVerifyPermission] };
    const decide = (overrides: Partial<KeyRecord>) =>
      decideVerdict(createRecord(overrides), question, nowMs).code;
    expect(decide({ owner: instanceOwner })).toBe("INSUFFICIENT_PERMISSIONS");
    const listed = { inheritsPermissions: false, permissions: [platformVerifyPermission] };
    expect(decide({ owner: instanceOwner, ...listed })).toBe("VALID");
    expect(decide({ owner: { ...instanceOwner, isInstanceOwner: false }, ...listed })).toBe(
      "INSUFFICIENT_PERMISSIONS",
    );
  });
});
