import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { maskFhirPath, readFhirCall } from "./fhir-call.ts";

const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];

describe("a path below the base URL", () => {
  test.each([
    ["GET", "/Observation/o1", "read", "Observation"],
    ["GET", "/Observation/o1/_history/2", "vread", "Observation"],
    ["GET", "/Observation/o1/_history", "history-instance", "Observation"],
    ["GET", "/Observation/_history", "history-type", "Observation"],
    ["GET", "/_history", "history-system", null],
    ["GET", "/Observation", "search-type", "Observation"],
    ["POST", "/Observation/_search", "search-type", "Observation"],
    ["GET", "", "search-system", null],
    ["GET", "/", "search-system", null],
    ["POST", "/_search", "search-system", null],
    ["POST", "/Observation", "create", "Observation"],
    ["PUT", "/Observation/o1", "update", "Observation"],
    ["PATCH", "/Observation/o1", "patch", "Observation"],
    ["DELETE", "/Observation/o1", "delete", "Observation"],
    ["POST", "", "batch", null],
    ["GET", "/Patient/p1/$everything", "operation", "Patient"],
    ["POST", "/$export", "operation", null],
    ["POST", "/ValueSet/$expand", "operation", "ValueSet"],
  ])("%s %s is %s", (method, path, interaction, type) => {
    expect(readFhirCall(method, path)).toEqual({
      outcome: "call",
      call: { interaction, type, path: path === "/" ? "" : path, isConditional: false },
    });
  });

  test.each([
    ["PUT", "update"],
    ["PATCH", "patch"],
    ["DELETE", "delete"],
  ])("%s without an id is conditional", (method, interaction) => {
    expect(readFhirCall(method, "/Observation")).toMatchObject({
      call: { interaction, isConditional: true },
    });
  });

  test.each([
    ...[
      "/..",
      "/../metadata",
      "/Patient/..",
      "/Patient/.",
      "/Patient/../Observation",
      "/Patient//1",
      "//Patient",
    ],
    ...[
      "/Patient/",
      "/Patient/1/",
      "/patient/1",
      "/Patient/%31",
      "/Patient%2F1",
      "/Patient/a b",
      "/Patient/1;x",
    ],
    ...["/Patient/1/Observation", "/Patient/1/_history/..", "/Patient/1/_history/2/3", "/_security", "/x"],
    ...[
      "/Patient/1\\..",
      "/Patient/1/../..",
      `/Patient/${"a".repeat(65)}`,
      "/$",
      "/Patient/1/$a/b",
      "/graphql",
    ],
  ])("%s is not known", (path) => {
    for (const method of methods) expect(readFhirCall(method, path)).toEqual({ outcome: "unknown_path" });
  });

  test.each([
    ["POST", "/Observation/o1", ["GET", "PUT", "PATCH", "DELETE"]],
    ["GET", "/Observation/_search", ["POST"]],
    ["DELETE", "/Observation/o1/_history", ["GET"]],
    ["__proto__", "/Observation", ["GET", "POST", "PUT", "PATCH", "DELETE"]],
  ])("%s %s says which methods there are", (method, path, allowed) => {
    expect(readFhirCall(method, path)).toEqual({ outcome: "unknown_method", methods: allowed });
  });

  test("is sent on only where every URL parser reads it in the same way", () => {
    const part = fc.constantFrom(
      ...[
        "Patient",
        "1",
        "..",
        ".",
        "%2e%2e",
        "_history",
        "$x",
        "",
        "a.b",
        "\\",
        "?",
        "#",
        "@",
        ":",
        "%00",
        ";",
      ],
    );
    fc.assert(
      fc.property(fc.constantFrom(...methods), fc.array(part, { maxLength: 5 }), (method, parts) => {
        const path = parts.map((text) => `/${text}`).join("");
        const read = readFhirCall(method, path);
        if (read.outcome !== "call") return;
        const url = new URL(`https://fhir.example.com/r4${read.call.path}`);
        expect(url.href).toBe(`https://fhir.example.com/r4${read.call.path}`);
        expect(url.pathname).toBe(`/r4${read.call.path}`);
      }),
    );
  });
});

describe("a path in a log", () => {
  test.each([
    ["/Observation/o1", "/Observation/{id}"],
    ["/Observation/o1/_history/2", "/Observation/{id}/_history/{version}"],
    ["/Observation", "/Observation"],
    ["/Smith/o1", "/{type}/{id}"],
    ["/Patient/p1/$smith", "/Patient/{id}/{operation}"],
    ["/Patient/p1/Smith", "/{unknown}"],
    ["/metadata", "/metadata"],
    ["", ""],
  ])("%s is written as %s", (path, masked) => {
    expect(maskFhirPath(path)).toBe(masked);
  });

  test("never contains an id", () => {
    const id = fc.stringMatching(/^canary[a-z0-9]{4}$/);
    const frame = fc.constantFrom(
      "/Patient/ID",
      "/Patient/ID/_history/ID",
      "/ID",
      "/Patient?ID",
      "/Patient/x/ID",
      "/$ID",
    );
    fc.assert(
      fc.property(id, frame, (canary, path) => {
        expect(maskFhirPath(path.replaceAll("ID", canary))).not.toContain(canary);
      }),
    );
  });
});
