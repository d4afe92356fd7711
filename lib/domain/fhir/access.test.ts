import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  canReadWritten,
  canReceive,
  type FhirHolder,
  findMissing,
  isBeyondPerson,
  listNeeds,
  nameMissing,
  type Reach,
} from "./access.ts";
import { type Interaction, readFhirCall } from "./fhir-call.ts";

function hold(...scopes: string[]): FhirHolder {
  return {
    permissions: new Set(scopes.filter((scope) => scope.includes(":"))),
    smartScopes: scopes.filter((scope) => scope.includes("/")),
    grant: null,
  };
}

function can(
  holder: FhirHolder,
  interaction: Interaction,
  { type = "Observation", ...rest }: Rest = {},
): boolean {
  const needs = listNeeds(
    { interaction, type, isConditional: rest.isConditional === true },
    rest.wide ?? null,
  );
  return findMissing(holder, needs, "everyone") === null;
}

interface Rest {
  type?: string | null;
  isConditional?: boolean;
  wide?: string;
}

describe("SMART scopes", () => {
  test.each<[string, Interaction[], Interaction[]]>([
    [
      "system/Observation.r",
      ["read", "vread", "history-instance"],
      ["search-type", "history-type", "create"],
    ],
    ["system/Observation.s", ["search-type", "history-type"], ["read", "create"]],
    ["system/Observation.c", ["create"], ["update", "patch", "delete", "read"]],
    ["system/Observation.u", ["update", "patch"], ["create", "delete"]],
    ["system/Observation.d", ["delete"], ["update", "read"]],
    ["system/Observation.read", ["read", "search-type"], ["create"]],
    ["system/*.rs", ["read", "search-type"], ["create", "delete"]],
    ["system/Patient.cruds", [], ["read", "search-type", "create", "update", "delete"]],
    ["user/*.cruds", [], ["read", "search-type", "create"]],
    ["patient/Observation.rs", [], ["read", "search-type"]],
  ])("%s", (scope, allowed, refused) => {
    expect(allowed.filter((interaction) => !can(hold(scope), interaction))).toEqual([]);
    expect(refused.filter((interaction) => can(hold(scope), interaction))).toEqual([]);
  });

  test("add up", () => {
    const both = hold("system/Observation.r", "system/Observation.s");
    expect(can(both, "read") && can(both, "search-type")).toBe(true);
  });
});

describe("permissions", () => {
  test("read and write separately", () => {
    const read = hold("fhir.data:read");
    const write = hold("fhir.data:write");
    for (const interaction of ["read", "search-type", "history-instance"] as const) {
      expect([can(read, interaction), can(write, interaction)]).toEqual([true, false]);
    }
    for (const interaction of ["create", "update", "patch", "delete"] as const) {
      expect([can(read, interaction), can(write, interaction)]).toEqual([false, true]);
    }
  });

  test("a condition is a search", () => {
    expect(can(hold("fhir.data:write"), "update", { isConditional: true })).toBe(false);
    expect(can(hold("fhir.data:write", "fhir.data:read"), "update", { isConditional: true })).toBe(true);
    expect(can(hold("system/Observation.cs"), "create", { isConditional: true })).toBe(true);
  });
});

describe("what reaches every type", () => {
  const wide = { wide: "_include" };
  test.each<[string[], boolean, boolean]>([
    [["system/Observation.cruds"], false, false],
    [["system/*.rs"], true, false],
    [["fhir.data:read"], true, false],
    [["fhir.data:write"], false, false],
    [["fhir.data:read", "fhir.data:write"], true, true],
    [["system/*.cruds"], true, true],
    [["system/*.rs", "fhir.data:write"], true, true],
    [["system/*.r"], false, false],
  ])("%s: searches %s, batches and operations %s", (scopes, reads, does) => {
    const holder = hold(...scopes);
    expect(can(holder, "search-type", wide) && can(holder, "search-system", { type: null })).toBe(reads);
    expect(can(holder, "history-system", { type: null })).toBe(reads);
    expect(can(holder, "batch", { type: null })).toBe(does);
    // An operation can do anything, whatever the type in its path.
    expect(can(holder, "operation", { type: "Observation" })).toBe(does);
  });
});

test("a subscription sends resources of any type to any address, so it needs to read them", () => {
  for (const interaction of ["create", "update", "patch"] as const) {
    const type = "Subscription";
    expect(can(hold("system/Subscription.cruds"), interaction, { type })).toBe(false);
    expect(can(hold("fhir.data:write"), interaction, { type })).toBe(false);
    expect(can(hold("system/Subscription.cu", "system/*.rs"), interaction, { type })).toBe(true);
    expect(can(hold("fhir.data:read", "fhir.data:write"), interaction, { type })).toBe(true);
  }
  expect(can(hold("system/Subscription.rd"), "read", { type: "Subscription" })).toBe(true);
  expect(can(hold("system/Subscription.rd"), "delete", { type: "Subscription" })).toBe(true);
});

test("names what is missing in the form of the caller's scopes", () => {
  const [need] = listNeeds({ interaction: "read", type: "Patient", isConditional: false }, null);
  if (need === undefined) throw new Error("a read needs something");
  expect(nameMissing(hold("system/Observation.rs"), need)).toBe("system/Patient.r");
  expect(nameMissing(hold(), need)).toBe("fhir.data:read");
  const [batch] = listNeeds({ interaction: "batch", type: null, isConditional: false }, null);
  if (batch === undefined) throw new Error("a batch needs something");
  expect(nameMissing(hold(), batch)).toBe("fhir.data:read fhir.data:write");
});

test("a caller receives what it can read or find, and outcomes", () => {
  expect(canReceive(hold("system/Observation.s"), "Observation", "everyone")).toBe(true);
  expect(canReceive(hold("system/Observation.cud"), "Observation", "everyone")).toBe(false);
  expect(canReceive(hold("system/Observation.rs"), "Patient", "everyone")).toBe(false);
  expect(canReceive(hold(), "OperationOutcome", "everyone")).toBe(true);
  expect(canReceive(hold("system/Observation.cruds"), "", "everyone")).toBe(false);
  expect(canReadWritten(hold("system/Observation.cs"), "Observation", "everyone")).toBe(false);
});

test("nothing beyond one type is possible with scopes of one type, and no permissions", () => {
  const scope = fc
    .subarray(["c", "r", "u", "d", "s"], { minLength: 1 })
    .map((letters) => `system/Observation.${letters.join("")}`);
  const path = fc.constantFrom(
    ...["", "/_history", "/_search", "/$x", "/Patient", "/Patient/1", "/Patient/_history", "/Observation/$x"],
    ...["/Observation/1/$x", "/Patient/_search", "/Patient/1/_history/1"],
  );
  const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE");
  fc.assert(
    fc.property(fc.array(scope), path, method, (scopes, below, verb) => {
      const read = readFhirCall(verb, below);
      if (read.outcome !== "call") return;
      expect(findMissing(hold(...scopes), listNeeds(read.call, null), "everyone")).not.toBeNull();
    }),
  );
});

describe("what a person gave an app", () => {
  const give = (
    scopes: string[],
    {
      patientId = "p1",
      user = "cruds",
      patient = user,
    }: { patientId?: string | null; user?: string; patient?: string },
  ): FhirHolder => ({
    permissions: new Set(),
    smartScopes: scopes,
    grant: { patientId, letters: { user, patient } },
  });
  const reads = (holder: FhirHolder, reach: Reach, type = "Observation") =>
    findMissing(holder, listNeeds({ interaction: "read", type, isConditional: false }, null), reach) === null;

  test("counts as far as the person may do it", () => {
    expect(reads(give(["user/Observation.rs"], { user: "rs" }), "everyone")).toBe(true);
    expect(reads(give(["user/Observation.rs"], { user: "cud" }), "everyone")).toBe(false);
    expect(reads(give(["user/Observation.rs"], { user: "" }), "everyone")).toBe(false);
    expect(reads(give(["user/Observation.rs"], { user: "rs" }), "everyone", "Condition")).toBe(false);
    expect(reads(give(["patient/*.rs"], { user: "", patient: "rs" }), "patient")).toBe(true);
    expect(reads(give(["patient/*.rs"], { user: "rs", patient: "" }), "patient")).toBe(false);
  });

  test("of one patient reaches nobody else, and nobody without a patient", () => {
    expect(reads(give(["patient/*.cruds"], {}), "everyone")).toBe(false);
    expect(reads(give(["patient/*.cruds"], { patientId: null }), "patient")).toBe(false);
    expect(reads(give(["user/*.cruds"], {}), "patient")).toBe(false);
  });

  test("has no scope of a program that acts by itself", () => {
    expect(reads(give(["system/*.cruds"], {}), "everyone")).toBe(false);
    expect(reads(give(["system/*.cruds"], {}), "patient")).toBe(false);
  });

  test("names the missing scope in the app's own level, or the person", () => {
    const need = { type: "Condition", letters: ["r" as const], feature: null };
    expect(nameMissing(give(["patient/Observation.rs"], {}), need)).toBe("patient/Condition.r");
    expect(nameMissing(give(["user/Observation.rs"], {}), need)).toBe("user/Condition.r");
    expect(nameMissing(give([], {}), need)).toBe("user/Condition.r");
    expect(isBeyondPerson(give(["user/Condition.r"], { user: "" }), [need], "everyone")).toBe(true);
    expect(isBeyondPerson(give(["user/Observation.r"], { user: "" }), [need], "everyone")).toBe(false);
    expect(isBeyondPerson(hold("system/Observation.r"), [need], "everyone")).toBe(false);
  });
});
