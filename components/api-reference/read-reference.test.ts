import { describe, expect, test } from "vitest";
import { createOpenApiDocument } from "#lib/api/openapi/create-document.ts";
import { routes } from "#lib/api/routes.ts";
import { readReference } from "./read-reference.ts";

const document: object = JSON.parse(JSON.stringify(createOpenApiDocument(routes)));
const operations = readReference(document).flatMap((group) => group.operations);

describe("API reference", () => {
  test("shows every route in a group under its full path", () => {
    const shown = new Set(operations.map(({ method, path }) => `${method} ${path}`));
    expect(routes.filter(({ method, path }) => !shown.has(`${method} /v1/api${path}`))).toEqual([]);
    expect(shown).toContain("GET /healthz");
  });

  test("lists every path parameter of each operation", () => {
    for (const { id, path, parameters } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const listed = parameters.filter((one) => one.in === "path").map(({ name }) => name);
      expect(listed.sort(), id).toEqual(named.sort());
    }
  });

  test("shows the path, type and required state of nested fields", () => {
    const fields = operations.find(({ id }) => id === "createKey")?.body?.fields ?? [];
    const find = (name: string) => fields.find((field) => field.name === name);
    expect(find("name")).toEqual({
      name: "name",
      type: "string",
      isRequired: true,
      text: expect.stringMatching(/at most 100 characters$/),
    });
    expect(find("rateLimit.perMinute")).toMatchObject({ type: "integer or null", isRequired: false });
    expect(find("permissions")).toMatchObject({ type: '"inherit" or array of string' });
  });
});
