import { expect, test } from "vitest";
import { explainPermissions } from "./explain-permissions.ts";

const known = [
  { name: "keys:read", description: "", heldBy: [], isExplicit: false },
  { name: "team:write", description: "", heldBy: ["admin" as const], isExplicit: true },
];
const owner = { type: "user", id: "user_1", name: "Ada", role: "developer" } as const;

test("what a key lists and does not hold is cut by its owner's role, or is no permission any more", () => {
  const key = {
    owner,
    resources: [],
    permissions: ["keys:read", "team:write", "invoices:read", "platform:verify"],
    effectivePermissions: ["keys:read"],
  };
  expect(explainPermissions(key, known, true)).toEqual({
    inEffect: ["keys:read"],
    cut: [
      { permission: "team:write", reason: "role" },
      { permission: "invoices:read", reason: "unknown" },
      { permission: "platform:verify", reason: "role" },
    ],
    blocked: [],
  });
});

test("of a key whose owner is suspended or gone, everything is cut for that reason", () => {
  const permissions = ["keys:read"];
  const key = { owner: { ...owner, role: null }, permissions, effectivePermissions: [], resources: [] };
  expect(explainPermissions(key, known, true).cut).toEqual([{ permission: "keys:read", reason: "owner" }]);
});

test("a key that inherits is told what its owner's role holds and must be listed", () => {
  const key = { permissions: "inherit" as const, effectivePermissions: ["keys:read"], resources: [] };
  expect(explainPermissions({ ...key, owner }, known, true).cut).toEqual([]);
  expect(explainPermissions({ ...key, owner: { ...owner, role: "admin" } }, known, true).cut).toEqual([
    { permission: "team:write", reason: "explicit" },
  ]);
});

test("a permission to manage the team is blocked by resources and by an environment that does not allow it", () => {
  const permissions = ["keys:read", "team:write"];
  const key = { owner, permissions, effectivePermissions: permissions, resources: [] };
  expect(explainPermissions(key, known, true).blocked).toEqual([]);
  const blockedBy = (reason: string) => [{ permission: "team:write", reason }];
  expect(explainPermissions(key, known, false).blocked).toEqual(blockedBy("environment"));
  const limited = { ...key, resources: ["workers:wrk_1"] };
  expect(explainPermissions(limited, known, true).blocked).toEqual(blockedBy("resources"));
});
