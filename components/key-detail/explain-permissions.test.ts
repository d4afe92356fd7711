import { expect, test } from "vitest";
import { explainPermissions } from "./explain-permissions.ts";

const known = [
  { name: "keys:read", description: "", heldBy: [] },
  { name: "team:write", description: "", heldBy: [] },
];
const owner = { type: "user", id: "user_1", name: "Ada", role: "developer" } as const;

test("what a key lists and does not hold is cut by its owner's role, or is no permission any more", () => {
  const key = {
    owner,
    permissions: ["keys:read", "team:write", "invoices:read", "platform:verify"],
    effectivePermissions: ["keys:read"],
  };
  expect(explainPermissions(key, known)).toEqual({
    inEffect: ["keys:read"],
    cut: [
      { permission: "team:write", reason: "role" },
      { permission: "invoices:read", reason: "unknown" },
      { permission: "platform:verify", reason: "role" },
    ],
  });
});

test("of a key whose owner is suspended or gone, everything is cut for that reason", () => {
  const key = { owner: { ...owner, role: null }, permissions: ["keys:read"], effectivePermissions: [] };
  expect(explainPermissions(key, known).cut).toEqual([{ permission: "keys:read", reason: "owner" }]);
});

test("a key that follows its owner's role lists nothing that could be cut", () => {
  const key = { owner, permissions: "inherit", effectivePermissions: ["keys:read"] } as const;
  expect(explainPermissions({ ...key, effectivePermissions: ["keys:read"] }, known).cut).toEqual([]);
});
