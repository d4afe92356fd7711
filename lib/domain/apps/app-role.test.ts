import { expect, test } from "vitest";
import { getScopesRole, listPermissionScopes } from "./app-role.ts";

test("an app acts in the lowest role that holds all of its permissions", () => {
  expect(getScopesRole([])).toBe("viewer");
  expect(getScopesRole(["workers:read", "invoices:read"])).toBe("viewer");
  expect(getScopesRole(["workers:read", "invoices:write"])).toBe("developer");
  expect(getScopesRole(["audit:read", "workers:write"])).toBe("admin");
  expect(getScopesRole(["system/*.cruds"])).toBe("viewer");
});

test("SMART scopes are not permissions", () => {
  expect(listPermissionScopes(["workers:read", "system/Patient.rs", "a.b:c"])).toEqual([
    "workers:read",
    "a.b:c",
  ]);
});
