import { expect, test } from "vitest";
import { groupPermissions, searchGroups } from "./permission-groups.ts";

const known = [
  { name: "keys:read", description: "See keys", heldBy: ["viewer", "developer", "admin", "owner"] as const },
  { name: "keys:write", description: "Make keys", heldBy: ["developer", "admin", "owner"] as const },
  { name: "audit:read", description: "Read the log", heldBy: ["admin", "owner"] as const },
].map((permission) => ({ ...permission, heldBy: [...permission.heldBy], isExplicit: false }));

const developer = { permissions: ["keys:read", "keys:write"] };

function refusals(...args: Parameters<typeof groupPermissions>) {
  const permissions = groupPermissions(...args).flatMap((group) => group.permissions);
  return Object.fromEntries(permissions.map(({ name, refusal }) => [name, refusal]));
}

test("what the role lacks stays in sight, with the role that it takes", () => {
  expect(refusals({ known, viewer: developer, role: "developer" }, [])).toEqual({
    "keys:read": undefined,
    "keys:write": undefined,
    "audit:read": "takes an admin",
  });
});

test("nobody is offered what they lack themselves, whatever the key's owner holds", () => {
  expect(refusals({ known, viewer: developer, role: "admin" }, [])["audit:read"]).toBe("you lack it");
});

test("a listed permission that nothing defines any more can be seen, to be taken off", () => {
  expect(refusals({ known, viewer: developer, role: "developer" }, ["invoices:read"])["invoices:read"]).toBe(
    "the team no longer has it",
  );
});

test("the search looks at names and descriptions", () => {
  const groups = groupPermissions({ known, viewer: developer, role: "developer" }, []);
  expect(searchGroups(groups, " LOG ").map(({ resource }) => resource)).toEqual(["audit"]);
  expect(searchGroups(groups, "keys:w")).toMatchObject([{ permissions: [{ name: "keys:write" }] }]);
  expect(searchGroups(groups, "nothing like it")).toEqual([]);
});
