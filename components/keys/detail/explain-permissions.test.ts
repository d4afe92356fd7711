import { expect, test } from "vitest";
import { explainPermissions } from "./explain-permissions.ts";

const known = [
  { name: "keys:read", description: "", heldBy: [], isExplicit: false },
  { name: "team:write", description: "", heldBy: ["admin" as const], isExplicit: true },
];
const owner = { type: "user", id: "user_1", name: "Ada", role: "developer" } as const;

test("explains listed permissions that the owner's role lacks or that no longer exist", () => {
  const key = {
    owner,
    resources: [],
    permissions: ["keys:read", "team:write", "invoices:read", "platform:verify"],
    effectivePermissions: ["keys:read"],
  };
  expect(explainPermissions(key, known, true)).toEqual({
    inEffect: ["keys:read"],
    missing: [
      { permission: "team:write", reason: "role" },
      { permission: "invoices:read", reason: "unknown" },
      { permission: "platform:verify", reason: "role" },
    ],
    blocked: [],
  });
});

test("explains that no permission is in effect while the owner is suspended or gone", () => {
  const permissions = ["keys:read"];
  const key = { owner: { ...owner, role: null }, permissions, effectivePermissions: [], resources: [] };
  expect(explainPermissions(key, known, true).missing).toEqual([
    { permission: "keys:read", reason: "owner" },
  ]);
});

test("lists permissions of the role that a key with inherited permissions must list to get", () => {
  const key = { permissions: "inherit" as const, effectivePermissions: ["keys:read"], resources: [] };
  expect(explainPermissions({ ...key, owner }, known, true).missing).toEqual([]);
  expect(explainPermissions({ ...key, owner: { ...owner, role: "admin" } }, known, true).missing).toEqual([
    { permission: "team:write", reason: "explicit" },
  ]);
});

test("blocks team management for keys limited to resources and in environments that do not allow it", () => {
  const permissions = ["keys:read", "team:write"];
  const key = { owner, permissions, effectivePermissions: permissions, resources: [] };
  expect(explainPermissions(key, known, true).blocked).toEqual([]);
  const blockedBy = (reason: string) => [{ permission: "team:write", reason }];
  expect(explainPermissions(key, known, false).blocked).toEqual(blockedBy("environment"));
  const limited = { ...key, resources: ["workers:wrk_1"] };
  expect(explainPermissions(limited, known, true).blocked).toEqual(blockedBy("resources"));
});
