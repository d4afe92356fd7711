import { expect, test } from "vitest";
import { confineParameters } from "./confine-parameters.ts";

const base = "https://fhir.example.com/r4";

function confine(query: string, { type = "Observation", isSearch = true } = {}) {
  const given = [...new URLSearchParams(query)];
  const confined = confineParameters(given, { type, patientId: "p1", bases: [base], isSearch });
  return confined.outcome === "refused"
    ? confined.reason
    : decodeURIComponent(String(new URLSearchParams(confined.parameters)));
}

test.each([
  ["Observation", "", "patient=Patient/p1"],
  ["Observation", "code=1&_count=5", "code=1&_count=5&patient=Patient/p1"],
  ["Observation", "patient=p1", "patient=Patient/p1"],
  ["Observation", "patient=Patient/p1&code=1", "code=1&patient=Patient/p1"],
  ["Observation", "patient:Patient=p1", "patient=Patient/p1"],
  ["Observation", `patient=${base}/Patient/p1`, "patient=Patient/p1"],
  ["Observation", "_summary=count", "_summary=count&patient=Patient/p1"],
  ["Observation", "_summary=false", "_summary=false&patient=Patient/p1"],
  ["Observation", "_elements=code, status", "_elements=code,status,subject,performer&patient=Patient/p1"],
  ["Observation", "_elements=", "_elements=subject,performer&patient=Patient/p1"],
  ["Observation", "subject=Patient/p2", "subject=Patient/p2&patient=Patient/p1"],
  ["Patient", "family=x", "family=x&_id=p1"],
  ["Patient", "_id=p1", "_id=p1"],
  ["Schedule", "", "actor=Patient/p1"],
])("a search of %s by %j is sent as %j", (type, query, sent) => {
  expect(confine(query, { type })).toBe(sent);
});

test.each([
  ["Observation", "patient=p2"],
  ["Observation", "patient=p1,p2"],
  ["Observation", "patient=p1&patient=p2"],
  ["Observation", "patient="],
  ["Observation", "patient=Patient/p1/_history/1"],
  ["Observation", "patient=patient/p1"],
  ["Observation", "patient=https://other.example.com/r4/Patient/p1"],
  ["Observation", "patient:identifier=p1"],
  ["Observation", "patient:missing=true"],
  ["Observation", "patient:not=p1"],
  ["Observation", "patient:Group=p1"],
  ["Patient", "_id=p2"],
  ["Patient", "_id=p1,p2"],
  ["Patient", "_id:not=p1"],
])("a search of %s by %j is of other patients", (type, query) => {
  expect(confine(query, { type })).toBe("searches for other patients");
});

test.each(["true", "text", "data", "TRUE", ""])("the summary %j can't be judged", (summary) => {
  expect(confine(`_summary=${summary}`)).toBe("summaries of resources");
  expect(confine(`_summary=${summary}`, { isSearch: false })).toBe("summaries of resources");
});

test("a read gets the elements by which it is judged, and no parameter", () => {
  expect(confine("", { isSearch: false })).toBe("");
  expect(confine("_elements=code", { isSearch: false })).toBe("_elements=code,subject,performer");
  expect(confine("_elements=name", { type: "Practitioner", isSearch: false })).toBe("_elements=name");
});
