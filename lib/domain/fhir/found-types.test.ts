import { describe, expect, test } from "vitest";
import { listFoundTypes, replaceLinks } from "./found-types.ts";

const patient = { resourceType: "Patient" };

function list(body: unknown, isList = true): string[] {
  return [...listFoundTypes(body, { isList })].sort();
}

describe("the types in a response", () => {
  test.each<[string, unknown, string[]]>([
    ["a result", { resourceType: "Bundle", entry: [{ resource: patient }] }, ["Patient"]],
    ["an empty result", { resourceType: "Bundle" }, []],
    [
      "a bundle in a result",
      {
        resourceType: "Bundle",
        entry: [{ resource: { resourceType: "Bundle", entry: [{ resource: patient }] } }],
      },
      ["Bundle", "Patient"],
    ],
    [
      "a deleted resource in a history",
      { resourceType: "Bundle", entry: [{ request: { method: "DELETE", url: "Patient/1" } }] },
      ["Patient"],
    ],
    [
      "an entry with an absolute address",
      {
        resourceType: "Bundle",
        entry: [{ request: { url: "https://fhir.example.com/r4/Patient/1/_history/2" } }],
      },
      ["Patient"],
    ],
    ["an entry that says nothing", { resourceType: "Bundle", entry: [{ request: { url: "1" } }] }, [""]],
    ["something that isn't a resource", { resourceType: "Bundle", entry: [{ resource: "Patient" }] }, [""]],
    [
      "an outcome of an entry",
      {
        resourceType: "Bundle",
        entry: [{ resource: patient, response: { outcome: { resourceType: "Basic" } } }],
      },
      ["Basic", "Patient"],
    ],
    [
      "issues",
      { resourceType: "Bundle", issues: { resourceType: "OperationOutcome" } },
      ["OperationOutcome"],
    ],
    ["a single resource", patient, ["Patient"]],
    ["entries that aren't a list", { resourceType: "Bundle", entry: { resource: patient } }, [""]],
    ["a list in a list", { resourceType: "Bundle", entry: [[{ resource: patient }]] }, [""]],
    ["an empty entry", { resourceType: "Bundle", entry: [null] }, [""]],
    [
      "a parameter that isn't a list",
      { resourceType: "Parameters", parameter: { resource: patient } },
      ["", "Parameters"],
    ],
    [
      "what an outcome contains",
      { resourceType: "OperationOutcome", contained: [patient] },
      ["OperationOutcome", "Patient"],
    ],
    [
      "deleted resources whose ids look like types",
      {
        resourceType: "Bundle",
        entry: [
          { request: { method: "DELETE", url: "Patient/Observation" } },
          { request: { method: "DELETE", url: "https://fhir.example.com/FHIR/Basic/Peter/_history/2" } },
          { request: { method: "DELETE", url: "Observation?code=1" } },
          { request: { method: "POST", url: "https://fhir.example.com/FHIR/Account" } },
          { request: { method: "POST", url: "Device/1" } },
        ],
      },
      ["Account", "Basic", "Device", "Observation", "Patient"],
    ],
  ])("%s", (_name, body, types) => {
    expect(list(body)).toEqual(types);
  });

  test("include a bundle that is a result itself, and what parameters contain", () => {
    expect(list({ resourceType: "Bundle", entry: [{ resource: patient }] }, false)).toEqual([
      "Bundle",
      "Patient",
    ]);
    const parameters = {
      resourceType: "Parameters",
      parameter: [{ name: "a", part: [{ name: "b", resource: patient }] }],
    };
    expect(list(parameters, false)).toEqual(["Parameters", "Patient"]);
  });

  test("don't include resources that are part of another one", () => {
    expect(list({ resourceType: "Observation", contained: [patient] }, false)).toEqual(["Observation"]);
  });
});

test("links are replaced or removed", () => {
  const body = {
    resourceType: "Bundle",
    link: [{ relation: "self", url: "a" }, { relation: "next", url: "b" }, { relation: "x" }, "y"],
  };
  replaceLinks(body, ({ relation, url }) => (relation === "self" ? `${url}!` : null));
  expect(body.link).toEqual([{ relation: "self", url: "a!" }]);
});
