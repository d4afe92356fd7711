import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { getCountedType } from "../resource-types.ts";
import {
  findCompartmentParameter,
  isInCompartment,
  isSharedType,
  listCompartmentElements,
  namesOnlyPatient,
} from "./compartment.ts";
import { compartmentElements } from "./compartment-elements.ts";

const gateway = "https://console.example.com/v1/api/fhir/servers/srv_1/fhir";
const bases = ["https://fhir.example.com/r4", `${gateway}/`];
const mine = { reference: "Patient/me" };
const foreign = { reference: "Patient/you" };

const types = [...compartmentElements.keys()];
const paths = [...compartmentElements].flatMap(([type, list]) => list.map((path) => ({ type, path })));

/** A resource with a value at a path. Elements on the way are lists or not, which must not matter. */
function createResource(type: string, path: readonly string[], value: unknown, isList: boolean): object {
  const wrap = (inner: unknown) => (isList ? [{ note: "first" }, inner] : inner);
  return {
    resourceType: type,
    ...(path.reduceRight((inner, name) => ({ [name]: wrap(inner) }), value) as object),
  };
}

test("the compartment has 66 types, all of them types of FHIR", () => {
  expect(types).toHaveLength(66);
  expect(types.filter((type) => getCountedType(type) !== type)).toEqual([]);
});

test.each([
  ["Observation", "patient"],
  ["Encounter", "patient"],
  ["Coverage", "patient"],
  ["Patient", "_id"],
  ["AdverseEvent", "subject"],
  ["SupplyRequest", "subject"],
  ["Group", "member"],
  ["Schedule", "actor"],
  ["Medication", null],
  ["Binary", null],
  ["Task", null],
  ["toString", null],
])("a search of %s is limited by %s", (type, parameter) => {
  expect(findCompartmentParameter(type)).toBe(parameter);
});

test.each([
  ["Observation", ["subject", "performer"]],
  ["Appointment", ["participant"]],
  ["AuditEvent", ["agent", "entity"]],
  ["Patient", ["id"]],
  ["Medication", []],
])("to judge %s takes its elements %j", (type, elements) => {
  expect(listCompartmentElements(type)).toEqual(elements);
});

test("practitioners and places are shared, data of patients and of the server isn't", () => {
  expect(["Practitioner", "Organization", "Medication", "Location"].every(isSharedType)).toBe(true);
  expect([...types, "Binary", "Bundle", "Task", "Questionnaire", "Subscription"].some(isSharedType)).toBe(
    false,
  );
});

describe("a resource of a patient", () => {
  test.each([
    "Patient/me",
    "Patient/me/_history/3",
    "https://fhir.example.com/r4/Patient/me",
    "https://fhir.example.com/r4/Patient/me/_history/3",
    `${gateway}/Patient/me`,
  ])("is found by %s", (reference) => {
    const observation = { resourceType: "Observation", subject: { reference, type: "Group" } };
    expect(isInCompartment(observation, "me", bases)).toBe(true);
    expect(namesOnlyPatient(observation, "me", bases)).toBe(true);
  });

  test.each([
    "Patient/you",
    "Patient/me2",
    "patient/me",
    "Patient/",
    "Patient/me/",
    "Patient/me#x",
    "Patient/me?x=1",
    "Patient/me/_history/",
    "Patient/me/Observation/1",
    "Observation/me",
    "/Patient/me",
    "./Patient/me",
    "../r4/Patient/me",
    "Patient/%6de",
    "Patient?identifier=me",
    "#me",
    "urn:uuid:me",
    "me",
    "",
    "Patient/me\n",
    "https://fhir.example.com/r4b/Patient/me",
    "https://fhir.example.com/Patient/me",
    "https://fhir.example.com/r4/other/Patient/me",
    "https://other.example.com/r4/Patient/me",
    "http://fhir.example.com/r4/Patient/me",
    "https://FHIR.example.com/r4/Patient/me",
    "//fhir.example.com/r4/Patient/me",
    `https://fhir.example.com/r4/${"x/".repeat(2_000)}Patient/me`,
  ])("isn't found by %j", (reference) => {
    expect(isInCompartment({ resourceType: "Observation", subject: { reference } }, "me", bases)).toBe(false);
  });

  test.each([
    ["a logical reference", { type: "Patient", identifier: { value: "me" } }],
    ["a text", "Patient/me"],
    ["a reference in an object", { reference: { reference: "Patient/me" } }],
    ["nothing", null],
  ])("isn't found by %s", (_, subject) => {
    expect(isInCompartment({ resourceType: "Observation", subject }, "me", bases)).toBe(false);
  });

  test("isn't found by elements that don't count, inherited ones, or in contained resources", () => {
    const observation = { resourceType: "Observation", focus: [mine], subject: foreign };
    expect(isInCompartment(observation, "me", bases)).toBe(false);
    expect(isInCompartment(Object.create({ resourceType: "Observation", subject: mine }), "me", bases)).toBe(
      false,
    );
    const contained = [{ resourceType: "Observation", subject: mine }];
    expect(isInCompartment({ resourceType: "Observation", contained }, "me", bases)).toBe(false);
    expect(isInCompartment({ resourceType: "Medication", subject: mine }, "me", bases)).toBe(false);
  });

  test.each([null, undefined, 1, "Patient", [], {}, { resourceType: 1 }, { resourceType: "toString" }])(
    "isn't %j",
    (value) => {
      expect(isInCompartment(value, "me", bases)).toBe(false);
      expect(namesOnlyPatient(value, "me", bases)).toBe(false);
    },
  );

  test("of type Patient is the patient, and not one that is linked to it", () => {
    expect(isInCompartment({ resourceType: "Patient", id: "me" }, "me", bases)).toBe(true);
    const linked = { resourceType: "Patient", id: "you", link: [{ other: mine, type: "seealso" }] };
    expect(isInCompartment(linked, "me", bases)).toBe(false);
    expect(namesOnlyPatient(linked, "me", bases)).toBe(false);
  });

  test("is found by every element of the compartment, in lists or not", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...paths.filter(({ type }) => type !== "Patient")),
        fc.boolean(),
        (place, isList) => {
          const resource = createResource(place.type, place.path, mine, isList);
          expect(isInCompartment(resource, "me", bases)).toBe(true);
          expect(isInCompartment(resource, "you", bases)).toBe(false);
          expect(namesOnlyPatient(resource, "me", bases)).toBe(true);
          expect(listCompartmentElements(place.type).some((name) => Object.hasOwn(resource, name))).toBe(
            true,
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test("is found by every reference that ends with its path, after a known base and nothing else", () => {
    const prefix = fc.oneof(
      fc.webUrl(),
      fc.string(),
      fc.constantFrom("", ...bases.map((base) => base.replace(/\/$/, ""))),
    );
    fc.assert(
      fc.property(prefix, fc.constantFrom("", "/_history/1"), (start, end) => {
        const reference = `${start === "" ? "" : `${start}/`}Patient/me${end}`;
        const isKnown = start === "" || bases.includes(start) || bases.includes(`${start}/`);
        expect(isInCompartment({ resourceType: "Flag", subject: { reference } }, "me", bases)).toBe(isKnown);
      }),
    );
  });
});

describe("a resource of one patient only", () => {
  test.each([
    { reference: "Practitioner/you" },
    { reference: "RelatedPerson/1/_history/2" },
    { reference: "https://other.example.com/Practitioner/1" },
    { reference: "#p" },
    { reference: "urn:uuid:8a7e" },
    { identifier: { value: "1" } },
    { display: "Ada" },
    mine,
  ])("may also refer to %j", (performer) => {
    const observation = { resourceType: "Observation", subject: mine, performer: [performer] };
    expect(namesOnlyPatient(observation, "me", bases)).toBe(true);
  });

  test.each([
    foreign,
    { reference: "https://other.example.com/Patient/me" },
    { reference: "Patient?identifier=1" },
    { reference: "patient/you" },
    { reference: "./Patient/you" },
    { reference: "" },
    { reference: 1 },
    { reference: null },
    { reference: foreign },
  ])("can't refer to %j", (performer) => {
    const observation = { resourceType: "Observation", subject: mine, performer: [performer] };
    expect(isInCompartment(observation, "me", bases)).toBe(true);
    expect(namesOnlyPatient(observation, "me", bases)).toBe(false);
  });

  test("must refer to the patient", () => {
    expect(namesOnlyPatient({ resourceType: "Observation" }, "me", bases)).toBe(false);
    expect(namesOnlyPatient({ resourceType: "Practitioner", id: "me" }, "me", bases)).toBe(false);
  });

  test("of type Patient has no link to another patient", () => {
    const link = (other: object) => ({
      resourceType: "Patient",
      id: "me",
      link: [{ other, type: "seealso" }],
    });
    expect(namesOnlyPatient({ resourceType: "Patient", id: "me" }, "me", bases)).toBe(true);
    expect(namesOnlyPatient(link({ reference: "RelatedPerson/1" }), "me", bases)).toBe(true);
    expect(namesOnlyPatient(link(foreign), "me", bases)).toBe(false);
  });

  test("has no other patient in any element of the compartment", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...paths),
        fc.boolean(),
        fc.boolean(),
        ({ type, path }, isList, isFirst) => {
          const other = createResource(type, path, isFirst ? [mine, foreign] : [foreign, mine], isList);
          expect(namesOnlyPatient({ id: "me", ...other }, "me", bases)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });
});
