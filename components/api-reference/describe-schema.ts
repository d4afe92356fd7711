import type { FieldView } from "./view-data.ts";

/** As much of JSON Schema as our own document uses. */
export interface Schema {
  $ref?: string;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  format?: string;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  default?: unknown;
  description?: string;
}

export type Schemas = Readonly<Record<string, Schema>>;

export function resolve(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : (schemas[name] ?? {});
}

const formats: Readonly<Record<string, string>> = {
  "date-time": "time",
  email: "e-mail address",
  uri: "address",
};

/** What a value may be, in a few words. */
function describeType(given: Schema, schemas: Schemas): string {
  const schema = resolve(given, schemas);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => String(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    return [...new Set(choices.map((choice) => describeType(choice, schemas)))].join(" or ");
  }
  if (schema.type === "array") return `list of ${describeType(schema.items ?? {}, schemas)}`;
  if (schema.type === "string") return formats[schema.format ?? ""] ?? "text";
  return schema.type ?? "any";
}

function describeLimits({ type, minimum, maximum, maxLength, default: usual }: Schema): string {
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  return [
    type === "integer" && isBounded ? `${minimum ?? 0} to ${maximum}` : "",
    type === "string" && maxLength !== undefined ? `at most ${maxLength} characters` : "",
    usual === undefined ? "" : `default ${JSON.stringify(usual)}`,
  ]
    .filter((part) => part !== "")
    .join(", ");
}

export function describeField(name: string, given: Schema, isRequired: boolean, schemas: Schemas): FieldView {
  const schema = resolve(given, schemas);
  const text = [schema.description?.replace(/\.$/, "") ?? "", describeLimits(schema)]
    .filter((part) => part !== "")
    .join("; ");
  return { name, type: describeType(schema, schemas), isRequired, text };
}

/** The part of a value that has fields of its own: an object, the one of several forms that is one, or a list's item. */
function findObject(given: Schema, schemas: Schemas): Schema | undefined {
  const schema = resolve(given, schemas);
  if (schema.properties !== undefined) return schema;
  if (schema.items !== undefined) return findObject(schema.items, schemas);
  const objects = (schema.anyOf ?? schema.oneOf ?? []).filter((choice) => findObject(choice, schemas));
  return objects.length === 1 && objects[0] !== undefined ? findObject(objects[0], schemas) : undefined;
}

const deepest = 3;

/** Every field, nested ones after their parent. */
export function listFields(given: Schema, schemas: Schemas, prefix = "", depth = 1): FieldView[] {
  const object = findObject(given, schemas);
  if (object === undefined || depth > deepest) return [];
  return Object.entries(object.properties ?? {}).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`;
    const isRequired = object.required?.includes(name) ?? false;
    return [
      describeField(path, schema, isRequired, schemas),
      ...listFields(schema, schemas, `${path}.`, depth + 1),
    ];
  });
}
