import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  builtInPermissions,
  listEffectivePermissions,
  listRolePermissions,
  platformVerifyPermission,
} from "#lib/domain/rbac/permissions.ts";
import { roles } from "#lib/domain/rbac/roles.ts";
import type { KeyRecord } from "./key-record.ts";
import { decideVerdict, type VerdictQuestion } from "./verdict.ts";

const nowMs = Date.parse("2026-06-01T12:00:00Z");
const pastMs = nowMs - 1;
const futureMs = nowMs + 1;

function createRecord(overrides: Partial<KeyRecord> = {}): KeyRecord {
  return {
    credential: "key",
    smartScopes: [],
    grant: null,
    keyId: "key_1",
    secretId: "sec_1",
    teamId: "team_1",
    name: "a key",
    environment: { id: "env_1", slug: "production", allowsTeamManagement: true },
    owner: {
      type: "user",
      id: "user_1",
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
    expiresAtMs: null,
    disabledAtMs: null,
    revokedAtMs: null,
    secretCreatedAtMs: pastMs,
    secretEndsAtMs: null,
    isTeamDeleted: false,
    isTeamSuspended: false,
    ...overrides,
  };
}

const owner = createRecord().owner;

function decide(record: KeyRecord, question: VerdictQuestion, atMs: number) {
  const held = listEffectivePermissions(record, record.owner, record.teamPermissions);
  return decideVerdict(record, question, atMs, held);
}

describe("decideVerdict", () => {
  it("decides in the documented order", () => {
    const question = { permissions: ["team:write"], environment: "staging", ip: "203.0.113.9" };
    let record = createRecord({
      revokedAtMs: pastMs,
      disabledAtMs: pastMs,
      expiresAtMs: pastMs,
      allowedIps: ["192.0.2.0/24"],
    });
    expect(decide(record, question, nowMs).code).toBe("REVOKED");
    record = { ...record, revokedAtMs: null };
    expect(decide(record, question, nowMs).code).toBe("DISABLED");
    record = { ...record, disabledAtMs: null };
    expect(decide(record, question, nowMs).code).toBe("EXPIRED");
    record = { ...record, expiresAtMs: null };
    expect(decide(record, question, nowMs).code).toBe("IP_NOT_ALLOWED");
    record = { ...record, allowedIps: [] };
    expect(decide(record, question, nowMs).code).toBe("ENVIRONMENT_MISMATCH");
    expect(decide(record, { ...question, environment: "production" }, nowMs).code).toBe(
      "INSUFFICIENT_PERMISSIONS",
    );
    expect(decide(record, {}, nowMs).code).toBe("VALID");
  });

  it.each([
    ["its secret's grace period is over", { secretEndsAtMs: nowMs }, "REVOKED"],
    ["its secret is still in its grace period", { secretEndsAtMs: futureMs }, "VALID"],
    ["its team was deleted", { isTeamDeleted: true }, "REVOKED"],
    ["its team is suspended", { isTeamSuspended: true }, "DISABLED"],
    ["its team is suspended, and it has expired", { isTeamSuspended: true, expiresAtMs: pastMs }, "DISABLED"],
    ["its owner was removed", { owner: { ...owner, status: "removed" } }, "REVOKED"],
    ["its owner is suspended", { owner: { ...owner, status: "suspended" } }, "DISABLED"],
    ["it expires now", { expiresAtMs: nowMs }, "EXPIRED"],
    ["it expires later", { expiresAtMs: futureMs }, "VALID"],
  ] as const)("when %s", (_case, overrides, code) => {
    expect(decide(createRecord(overrides), {}, nowMs).code).toBe(code);
  });

  it("rejects a key with an allowlist if the IP address is unknown or not valid", () => {
    const record = createRecord({ allowedIps: ["192.0.2.0/24"] });
    for (const ip of [undefined, null, "", "unknown", "192.0.3.1"]) {
      expect(decide(record, { ip }, nowMs).code).toBe("IP_NOT_ALLOWED");
    }
    expect(decide(record, { ip: "::ffff:192.0.2.77" }, nowMs).code).toBe("VALID");
  });

  it("limits a key with resources to those resources", () => {
    const record = createRecord({ resources: ["workers:wrk_1"] });
    expect(decide(record, { resource: "workers:wrk_1" }, nowMs).code).toBe("VALID");
    expect(decide(record, { resource: "workers:wrk_2" }, nowMs).code).toBe("INSUFFICIENT_PERMISSIONS");
    expect(decide(record, {}, nowMs).code).toBe("VALID");
  });

  it("never grants more than the owner's role or the key's list", () => {
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
          const { permissions } = decide(record, {}, nowMs);
          for (const permission of permissions) {
            expect(held.has(permission)).toBe(true);
            if (!inheritsPermissions) expect(listed).toContain(permission);
          }
        },
      ),
    );
  });

  it("grants platform:verify only if an instance owner's key lists it", () => {
    const instanceOwner = { ...owner, role: "owner", isInstanceOwner: true } as const;
    const question = { permissions: [platformVerifyPermission] };
    const decideWith = (overrides: Partial<KeyRecord>) =>
      decide(createRecord(overrides), question, nowMs).code;
    expect(decideWith({ owner: instanceOwner })).toBe("INSUFFICIENT_PERMISSIONS");
    const listed = { inheritsPermissions: false, permissions: [platformVerifyPermission] };
    expect(decideWith({ owner: instanceOwner, ...listed })).toBe("VALID");
    expect(decideWith({ owner: { ...instanceOwner, isInstanceOwner: false }, ...listed })).toBe(
      "INSUFFICIENT_PERMISSIONS",
    );
  });
});
