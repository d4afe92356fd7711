import { expect, test } from "vitest";
import { listEffectivePermissions, listRolePermissions } from "./permissions.ts";

test("a custom permission that an earlier release let a team name like one of the console gives nobody more", () => {
  const custom = ["fhir.data:read", "fhir.gateway:write", "labs:read"];
  expect([...listRolePermissions("viewer", custom)]).toContain("labs:read");
  expect([...listRolePermissions("viewer", custom)]).not.toContain("fhir.data:read");
  expect([...listRolePermissions("developer", custom)]).not.toContain("fhir.gateway:write");
  const key = { inheritsPermissions: false, permissions: custom };
  const held = listEffectivePermissions(key, { role: "viewer", isInstanceOwner: false }, custom);
  expect([...held]).toEqual(["labs:read"]);
});
