import { formatCountOf } from "#components/ui/format/format-count.ts";
import type { FieldView } from "./view-data.ts";

/** The part of JSON Schema that this console's own document uses. */
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
  "date-time": "timestamp",
  email: "email address",
  uri: "URL",
};

/** A short description of the values a schema allows. */
function describeType(given: Schema, schemas: Schemas): string {
  const schema = resolve(given, schemas);
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.map((value) => String(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) {
    return [...new Set(choices.map((choice) => describeType(choice, schemas)))].join(" or ");
  }
  if (schema.type === "array") return `array of ${describeType(schema.items ?? {}, schemas)}`;
  if (schema.type === "string") return formats[schema.format ?? ""] ?? "string";
  return schema.type ?? "any";
}

function describeLimits({ type, minimum, maximum, maxLength, default: defaultValue }: Schema): string {
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  return [
    type === "integer" && isBounded ? `${minimum ?? 0} to ${maximum}` : "",
    type === "string" && maxLength !== undefined ? `at most ${formatCountOf(maxLength, "character")}` : "",
    defaultValue === undefined ? "" : `default ${JSON.stringify(defaultValue)}`,
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

/** The object inside a schema: the schema itself, its only object alternative, or an array's item. */
function findObject(given: Schema, schemas: Schemas): Schema | undefined {
  const schema = resolve(given, schemas);
  if (schema.properties !== undefined) return schema;
  if (schema.items !== undefined) return findObject(schema.items, schemas);
  const objects = (schema.anyOf ?? schema.oneOf ?? []).filter((choice) => findObject(choice, schemas));
  return objects.length === 1 && objects[0] !== undefined ? findObject(objects[0], schemas) : undefined;
}

const maxDepth = 3;

/** All fields, each nested one after its parent. */
export function listFields(given: Schema, schemas: Schemas, prefix = "", depth = 1): FieldView[] {
  const object = findObject(given, schemas);
  if (object === undefined || depth > maxDepth) return [];
  return Object.entries(object.properties ?? {}).flatMap(([name, schema]) => {
    const path = `${prefix}${name}`;
    const isRequired = object.required?.includes(name) ?? false;
    return [
      describeField(path, schema, isRequired, schemas),
      ...listFields(schema, schemas, `${path}.`, depth + 1),
    ];
  });
}
