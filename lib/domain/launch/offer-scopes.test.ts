import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isWithinScopes } from "#lib/domain/apps/scopes.ts";
import { coversSmartScope, readSmartScope } from "#lib/domain/apps/smart-scope.ts";
import {
  choosePatient,
  listCurrentScopes,
  listPersonLetters,
  type OfferFacts,
  offerScopes,
  readPatientId,
} from "./offer-scopes.ts";

const all = { user: "cruds", patient: "cruds" };

function offer(requested: string[], registered: string[], facts: Partial<OfferFacts> = {}) {
  return offerScopes({ requested, registered, letters: all, launch: null, ...facts });
}

describe("data scopes", () => {
  test("are offered within the scopes of the app", () => {
    expect(offer(["patient/Observation.rs"], ["patient/*.rs"])).toEqual({
      offered: ["patient/Observation.rs"],
      withheld: [],
    });
    expect(offer(["patient/*.cruds"], ["patient/Observation.rs", "patient/Condition.r"])).toEqual({
      offered: ["patient/Observation.rs", "patient/Condition.r"],
      withheld: [{ scope: "patient/*.cruds", reason: "app" }],
    });
    expect(offer(["patient/*.rs"], ["patient/*.r", "patient/Observation.s", "patient/Patient.r"])).toEqual({
      offered: ["patient/*.r", "patient/Observation.rs"],
      withheld: [{ scope: "patient/*.rs", reason: "app" }],
    });
    expect(offer(["user/Observation.rs"], ["patient/*.rs"])).toEqual({
      offered: [],
      withheld: [{ scope: "user/Observation.rs", reason: "app" }],
    });
  });

  test("keep the notation of SMART 1.0", () => {
    const held = ["patient/*.cruds"];
    expect(offer(["patient/Observation.read", "patient/Patient.*"], held).offered).toEqual([
      "patient/Observation.read",
      "patient/Patient.*",
    ]);
    const reads = { user: "rs", patient: "rs" };
    expect(offer(["patient/Patient.*"], held, { letters: reads })).toEqual({
      offered: ["patient/Patient.read"],
      withheld: [{ scope: "patient/Patient.*", reason: "role" }],
    });
    expect(offer(["patient/Patient.read"], ["patient/Patient.r"]).offered).toEqual(["patient/Patient.r"]);
  });

  test("are limited by what the person may do, by level", () => {
    const letters = { user: "", patient: "cruds" };
    expect(offer(["user/*.rs", "patient/*.rs"], ["user/*.rs", "patient/*.rs"], { letters })).toEqual({
      offered: ["patient/*.rs"],
      withheld: [{ scope: "user/*.rs", reason: "role" }],
    });
  });

  test("of services and unknown ones are unsupported", () => {
    const requested = [
      "system/*.rs",
      "profile",
      "online_access",
      "patient/Observation.rs?category=x",
      "keys:read",
    ];
    expect(offer(requested, ["system/*.rs", "keys:read"])).toEqual({
      offered: [],
      withheld: requested.map((scope) => ({ scope, reason: "unsupported" })),
    });
  });

  test("property: an offer is within the request, the app and the person's rights, and loses nothing in all three", () => {
    const letters = fc.subarray([..."cruds"], { minLength: 1 }).map((list) => list.join(""));
    const scope = fc
      .tuple(fc.constantFrom("patient", "user"), fc.constantFrom("*", "Observation", "Patient"), letters)
      .map(([level, type, access]) => `${level}/${type}.${access}`);
    const scopes = fc.uniqueArray(scope, { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(scopes, scopes, letters, scope, (requested, registered, held, probe) => {
        const { offered } = offer(requested, registered, { letters: { user: held, patient: held } });
        const wanted = readSmartScope(probe);
        // One letter at a time: scopes of several letters can be covered by several scopes.
        for (const letter of wanted?.interactions ?? "") {
          const one = `${wanted?.level}/${wanted?.type}.${letter}`;
          const isExpected =
            isWithinScopes(requested, one) && isWithinScopes(registered, one) && held.includes(letter);
          const covers = offered.some((text) => {
            const given = readSmartScope(text);
            const asked = readSmartScope(one);
            return given !== null && asked !== null && coversSmartScope(given, asked);
          });
          expect(covers).toBe(isExpected);
        }
      }),
    );
  });
});

test("scopes of the launch need one", () => {
  const requested = ["launch", "launch/patient", "launch/encounter", "openid", "fhirUser", "offline_access"];
  expect(offer(requested, [])).toEqual({
    offered: ["launch/patient", "openid", "fhirUser", "offline_access"],
    // Many apps request `launch` each time.
    withheld: [{ scope: "launch/encounter", reason: "unsupported" }],
  });
  expect(offer(requested, [], { launch: { patientId: "1", encounterId: "2" } }).withheld).toEqual([]);
});

describe("the patient in context", () => {
  const facts = { scopes: ["patient/*.rs"], launchPatientId: null, ownPatientId: null, canSearch: false };

  test("is the one of the launch, is searched, is the person, or isn't needed", () => {
    expect(choosePatient({ ...facts, launchPatientId: "1", canSearch: true })).toEqual({
      kind: "given",
      patientId: "1",
    });
    expect(choosePatient({ ...facts, canSearch: true, ownPatientId: "2" })).toEqual({ kind: "search" });
    expect(choosePatient({ ...facts, ownPatientId: "2" })).toEqual({ kind: "given", patientId: "2" });
    expect(choosePatient(facts)).toEqual({ kind: "impossible" });
    expect(choosePatient({ ...facts, scopes: ["user/*.rs", "openid"], canSearch: true })).toEqual({
      kind: "none",
    });
    expect(choosePatient({ ...facts, scopes: ["launch/patient"], canSearch: true })).toEqual({
      kind: "search",
    });
  });
});

test("letters follow the role, and are complete for the person's own record", () => {
  expect(listPersonLetters(new Set(["fhir.data:read"]), false)).toEqual({ user: "rs", patient: "rs" });
  expect(listPersonLetters(new Set(["fhir.data:write"]), false)).toEqual({ user: "cud", patient: "cud" });
  expect(listPersonLetters(new Set(["fhir.data:read", "fhir.data:write"]), false).user).toBe("cruds");
  expect(listPersonLetters(new Set(), true)).toEqual({ user: "", patient: "cruds" });
});

test("a grant loses what its app has lost", () => {
  expect(listCurrentScopes(["openid", "patient/A.rs", "patient/B.r"], ["patient/B.rs"])).toEqual([
    "openid",
    "patient/B.r",
  ]);
});

test("only a reference to a Patient is a patient", () => {
  expect([readPatientId("Patient/1"), readPatientId("Practitioner/1"), readPatientId(null)]).toEqual([
    "1",
    null,
    null,
  ]);
});
