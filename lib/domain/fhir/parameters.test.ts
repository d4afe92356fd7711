import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgeParameters, type ParameterUse } from "./parameters.ts";

function judge(text: string, use: ParameterUse = "search") {
  return judgeParameters([...new URLSearchParams(text)], use);
}

describe("search parameters", () => {
  test.each([
    ...["code=1", "subject:Patient=1", "subject=Patient/1", "name:exact=x", "_id=1", "_lastUpdated=ge2020"],
    ...[
      "_sort=-date,_id",
      "_count=5",
      "_total=accurate",
      "_summary=count",
      "_elements=id,status",
      "_tag:not=x",
    ],
    ...["code:in=http://x", "_profile=a", "_text=a", "_content=a", "value-quantity=gt5"],
  ])("%s is sent on", (text) => {
    expect(judge(text)).toEqual({
      outcome: "valid",
      parameters: [...new URLSearchParams(text)],
      wideFeature: null,
    });
  });

  test.each([
    ["_include=Observation:subject", "_include"],
    ["_include:iterate=Observation:subject", "_include"],
    ["_revinclude=Provenance:target", "_revinclude"],
    ["_has:Observation:patient:code=1", "_has"],
    ["_filter=name eq x", "_filter"],
    ["_query=x", "_query"],
    ["_list=1", "_list"],
    ["_in=Group/1", "_in"],
    ["%5Finclude=x", "_include"],
    ["subject.name=x", "chaining"],
    ["subject:Patient.name=x", "chaining"],
    ["_profile:StructureDefinition.name=x", "chaining"],
    ["_profile:StructureDefinition:name=x", "chaining"],
    ["_sort=subject.name", "_sort by other resources"],
    ["_sort=-date,subject:Patient.name", "_sort by other resources"],
  ])("%s needs every type", (text, wideFeature) => {
    expect(judge(text)).toMatchObject({ outcome: "valid", wideFeature });
  });

  test.each([
    ...[
      "_unknown=1",
      "_INCLUDE=x",
      "_cursor=x",
      "_getpages=x",
      "__proto__=x",
      "=x",
      "a%20b=1",
      "%20_include=x",
    ],
    ...[
      "_include%00=x",
      "_format=xml",
      "_format=application/fhir%2Bxml",
      "a%2500=1",
      "_include;x=1",
      "code[]=1",
    ],
  ])("%s is rejected", (text) => {
    expect(judge(text)).toMatchObject({ outcome: "invalid" });
  });

  test("formats are checked and not sent on", () => {
    for (const format of [
      "json",
      "application/fhir%2Bjson",
      "application/json",
      "application/fhir%2Bjson;fhirVersion=4.0",
    ]) {
      expect(judge(`_format=${format}&_pretty=true`)).toEqual({
        outcome: "valid",
        parameters: [],
        wideFeature: null,
      });
    }
  });
});

test.each<[ParameterUse, string, string]>([
  ["read", "_summary=text", "code=1"],
  ["history", "_since=2020&_count=2", "_id=1"],
  ["criteria", "identifier=1", "_count=1"],
  // Servers ignore a parameter without a value, so that all resources of the type would be meant.
  ["criteria", "code=1&identifier=1", "code=1&identifier="],
  ["none", "_format=json", "_summary=true"],
  ["operation", "system=http://x&_since=1&_type=Patient", "_cursor=1"],
])("for %s, %s is valid and %s isn't", (use, valid, invalid) => {
  expect(judge(valid, use)).toMatchObject({ outcome: "valid" });
  expect(judge(invalid, use)).toMatchObject({ outcome: "invalid" });
});

test("a message contains nothing but plain names", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (name, value) => {
      const judged = judgeParameters([[name, value]], "search");
      if (judged.outcome === "invalid") expect(judged.message).toMatch(/^[\w:. -]+$/);
    }),
  );
});

test("whatever is sent on means the same to the server", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 4 }), (given) => {
      const judged = judgeParameters(given, "search");
      if (judged.outcome === "invalid") return;
      const sent = new URLSearchParams(judged.parameters).toString();
      for (const pair of sent.split("&").filter((text) => text !== "")) {
        // A parser that splits at semicolons, or doesn't decode, finds the same names.
        expect(pair).not.toContain(";");
        expect(pair.split("=", 1)[0]?.replaceAll("%3A", ":")).toMatch(/^[\w.:-]+$/);
      }
    }),
  );
});
