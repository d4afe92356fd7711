import { expect, test } from "vitest";
import { z } from "zod";
import type { ApiRequest } from "#lib/api/request/api-request.ts";
import { routes } from "#lib/api/routes.ts";
import { describeHeavyCall, findHeavyCall } from "./heavy-request.ts";

function hasSearch(schema: z.ZodType | undefined): boolean {
  return schema instanceof z.ZodObject && "q" in schema.shape;
}

test("every list with a search declares searches as heavy", () => {
  const searching = routes.filter(({ query }) => hasSearch(query));
  expect(searching.map(({ operationId }) => operationId)).toContain("listKeys");
  for (const { heavy } of searching) {
    expect(heavy).toMatchObject({ oneAtATime: "team", when: expect.stringMatching(/^search/) });
  }
});

test("every route with a file response declares files as heavy", () => {
  const withFiles = routes.filter(({ otherForms }) => otherForms !== undefined);
  expect(withFiles.map(({ operationId }) => operationId)).toContain("listAuditEvents");
  for (const { heavy } of withFiles) {
    expect(heavy).toMatchObject({ oneAtATime: "team", when: expect.stringMatching(/file$/i) });
  }
});

test("routes that read or check much with every request are always heavy", () => {
  const heavy = routes.filter((route) => route.heavy !== undefined && route.heavy.when === undefined);
  expect(heavy.map(({ operationId }) => operationId).sort()).toEqual([
    "checkFhirAddress",
    "checkFhirServer",
    "exportMe",
    "readTeamUsage",
    "readTeamUsageSeries",
    "runInstanceChecks",
    "verifyAuditEvents",
    "verifyInstanceEvents",
  ]);
});

function getWeight(operationId: string, search: string, accept: string | null) {
  const route = routes.find((one) => one.operationId === operationId);
  if (route === undefined) throw new Error(`no route ${operationId}`);
  const request: ApiRequest = {
    method: "GET",
    path: route.path,
    search,
    readHeader: (name) => (name === "accept" ? accept : null),
    readBody: async () => new Uint8Array(),
    getSignal: () => null,
  };
  return findHeavyCall(route, request)?.weight ?? 1;
}

test.each([
  ["listKeys", "", null, 1],
  ["listKeys", "?limit=3", null, 1],
  ["listKeys", "?q=", null, 1],
  ["listKeys", "?q=a", null, 5],
  ["listKeys", "?q=a", "text/csv", 5],
  ["listKeys", "", "text/csv", 5],
  ["listRequests", "?limit=3", null, 1],
  ["listRequests", "?key=key_1", null, 1],
  ["listRequests", "?address=192.0.2.1", null, 5],
  ["listRequests", "?outcome=rejected", null, 5],
  ["listRequests", "?limit=3&environment=staging", null, 5],
  ["listKeys", "?sort=requests", null, 5],
  ["listKeys", "?sort=-requests&active=true", null, 5],
  ["listKeys", "?sort=-lastUsedAt", null, 1],
  ["listKeys", "?rejected=true", null, 5],
  ["listKeys", "?rejected=false", null, 1],
  ["listAuditEvents", "", "application/json", 1],
  ["listAuditEvents", "", "*/*", 1],
  ["listAuditEvents", "", "application/json, text/csv", 1],
  ["listAuditEvents", "", "text/html, Text/CSV;q=0.5", 20],
  ["listAuditEvents", "", "application/jsonl", 20],
  ["listAuditEvents", "?q=ada", null, 20],
  ["verifyAuditEvents", "", null, 20],
] as const)("%s%s with Accept %s counts as %i", (operationId, search, accept, weight) => {
  expect(getWeight(operationId, search, accept)).toBe(weight);
});

test.each([
  [1, "It counts as 1 request, "],
  [5, "It counts as 5 requests, "],
])("documents the weight %i in words", (weight, text) => {
  expect(describeHeavyCall({ weight, oneAtATime: "team" })).toContain(text);
});

test.each([
  [
    "listKeys",
    "With `q`, `sort=requests`, `sort=-requests`, `rejected=true`, or as a file it counts as 5 requests",
  ],
  ["listRequests", "With `address`, `outcome`, or `environment` it counts as 5 requests"],
  ["listAuditEvents", "With `q` or as a file it counts as 20 requests"],
  ["readTeamUsageSeries", "It counts as 5 requests"],
])("documents when %s is heavy", (operationId, text) => {
  const route = routes.find((one) => one.operationId === operationId);
  expect(describeHeavyCall(route?.heavy)).toContain(text);
});
