import { describe, expect, test } from "vitest";
import { createOpenApiDocument } from "#lib/api/openapi/create-document.ts";
import { routes } from "#lib/api/routes.ts";
import { readReference } from "./read-reference.ts";
import type { FieldView, VariantView } from "./view-data.ts";

const document: object = JSON.parse(JSON.stringify(createOpenApiDocument(routes)));
const groups = readReference(document);
const operations = groups.flatMap((group) => group.operations);

/** All fields with their path from the operation. */
function listFields(variants: readonly VariantView[], path: string): [path: string, field: FieldView][] {
  return variants
    .flatMap(({ fields }) => fields)
    .flatMap((field) => [
      [`${path}.${field.name}`, field] satisfies [string, FieldView],
      ...listFields(field.variants, `${path}.${field.name}`),
    ]);
}

describe("API reference", () => {
  test("shows every route in a group under its full path", () => {
    const shown = new Set(operations.map(({ method, path }) => `${method} ${path}`));
    expect(routes.filter(({ method, path }) => !shown.has(`${method} /v1/api${path}`))).toEqual([]);
    expect(shown).toContain("GET /healthz");
  });

  test("has an address of its own for each group", () => {
    const slugs = groups.map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(slugs.length);
    for (const slug of slugs) expect(slug).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test("lists every path parameter of each operation", () => {
    for (const { id, path, parameters } of operations) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const listed = parameters.filter((one) => one.in === "path").map(({ name }) => name);
      expect(listed.sort(), id).toEqual(named.sort());
    }
  });

  test("shows a type, a description and an example of every field", () => {
    const fields = operations.flatMap(({ id, parameters, body, success }) => [
      ...listFields([{ label: "", fields: parameters }], id),
      ...listFields(body?.variants ?? [], `${id} body`),
      ...listFields(success.variants, `${id} response`),
    ]);
    expect(fields.length).toBeGreaterThan(500);
    const incomplete = fields
      .filter(([, { type, text, example }]) => type === "any" || text === "" || example === "")
      .map(([path, { type, text, example }]) => ({ path, type, text, example }));
    // The form of an event's changes depends on its action.
    expect(incomplete.filter(({ path }) => !path.endsWith(".data.changes"))).toEqual([]);
  });

  test("shows the type, constraints and example of nested fields", () => {
    const fields = operations.find(({ id }) => id === "createKey")?.body?.variants[0]?.fields ?? [];
    const find = (name: string) => fields.find((field) => field.name === name);
    expect(find("name")).toMatchObject({
      type: "string",
      isRequired: true,
      constraints: ["at most 100 characters"],
      example: '"Billing service"',
    });
    expect(find("permissions")).toMatchObject({ type: "string or array of strings", isRequired: false });
    expect(find("rateLimit")?.variants[0]?.fields[0]).toMatchObject({
      name: "perMinute",
      type: "integer or null",
      constraints: ["1 to 2147483647"],
      example: "300",
    });
    expect(find("owner")?.variants.map(({ label }) => label)).toEqual(['type: "user"', 'type: "team"']);
  });
});
