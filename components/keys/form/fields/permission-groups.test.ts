import { expect, test } from "vitest";
import { groupPermissions, searchGroups } from "./permission-groups.ts";

const known = [
  { name: "keys:read", description: "See keys", heldBy: ["viewer", "developer", "admin", "owner"] as const },
  { name: "keys:write", description: "Create keys", heldBy: ["developer", "admin", "owner"] as const },
  { name: "audit:read", description: "Read the log", heldBy: ["admin", "owner"] as const },
].map((permission) => ({ ...permission, heldBy: [...permission.heldBy], isExplicit: false }));

const developer = { permissions: ["keys:read", "keys:write"] };

function reasons(...args: Parameters<typeof groupPermissions>) {
  const permissions = groupPermissions(...args).flatMap((group) => group.permissions);
  return Object.fromEntries(permissions.map(({ name, disabledReason }) => [name, disabledReason]));
}

test("keeps permissions that the role lacks, with the role they require", () => {
  expect(reasons({ known, viewer: developer, role: "developer" }, [])).toEqual({
    "keys:read": undefined,
    "keys:write": undefined,
    "audit:read": "requires admin",
  });
});

test("offers no permission that the viewer lacks, even if the key's owner has it", () => {
  expect(reasons({ known, viewer: developer, role: "admin" }, [])["audit:read"]).toBe("you don't have it");
});

test("keeps a listed permission that no longer exists, so that it can be removed", () => {
  expect(reasons({ known, viewer: developer, role: "developer" }, ["invoices:read"])["invoices:read"]).toBe(
    "no longer exists",
  );
});

test("searches names and descriptions", () => {
  const groups = groupPermissions({ known, viewer: developer, role: "developer" }, []);
  expect(searchGroups(groups, " LOG ").map(({ resource }) => resource)).toEqual(["audit"]);
  expect(searchGroups(groups, "keys:w")).toMatchObject([{ permissions: [{ name: "keys:write" }] }]);
  expect(searchGroups(groups, "nothing like it")).toEqual([]);
});
