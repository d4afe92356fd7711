import { formatCountOf } from "#components/ui/format/format-count.ts";
import type { FieldView, VariantView } from "./view-data.ts";

/** The part of JSON Schema that this console's own document uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  default?: unknown;
  example?: unknown;
  description?: string;
}

export type Schemas = Readonly<Record<string, Schema>>;

export function resolve(schema: Schema, schemas: Schemas): Schema {
  const name = schema.$ref?.split("/").at(-1);
  return name === undefined ? schema : (schemas[name] ?? {});
}

function listChoices(schema: Schema): Schema[] {
  return schema.anyOf ?? schema.oneOf ?? [];
}

function isNull({ type }: Schema): boolean {
  return type === "null";
}

const plurals: Readonly<Record<string, string>> = {
  string: "strings",
  integer: "integers",
  object: "objects",
};

function nameTypeOf(value: unknown): string {
  if (value === null) return "null";
  return typeof value === "number" ? "integer" : typeof value;
}

/** The JSON types a schema allows. */
function describeType(given: Schema, schemas: Schemas): string {
  const schema = resolve(given, schemas);
  const choices = listChoices(schema);
  if (choices.length > 0) {
    return [...new Set(choices.map((choice) => describeType(choice, schemas)))].join(" or ");
  }
  if (Array.isArray(schema.type)) return schema.type.join(" or ");
  if (schema.type === "array") {
    const item = describeType(schema.items ?? {}, schemas);
    return `array of ${plurals[item] ?? item}`;
  }
  return schema.type ?? (schema.const === undefined ? "any" : nameTypeOf(schema.const));
}

const formats: Readonly<Record<string, string>> = {
  "date-time": "RFC 3339 timestamp",
  email: "email address",
  uri: "URL",
};

/** Longer patterns are unreadable. Their fields have a description and an example instead. */
const maxPatternLength = 48;

function describeLength({ minLength = 0, maxLength, format }: Schema): string {
  // The format says more about the length of a timestamp.
  if (maxLength === undefined || format === "date-time") return "";
  return minLength > 1
    ? `${minLength} to ${formatCountOf(maxLength, "character")}`
    : `at most ${formatCountOf(maxLength, "character")}`;
}

function describeRange({ minimum, maximum }: Schema): string {
  const isBounded = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER;
  return isBounded ? `${minimum ?? 0} to ${maximum}` : "";
}

function describeItems({ items, minItems = 0, maxItems }: Schema, schemas: Schemas): string[] {
  if (items === undefined) return [];
  const count = maxItems === undefined ? "" : `at most ${formatCountOf(maxItems, "entry", "entries")}`;
  const each = describeConstraints(resolve(items, schemas), schemas);
  return [
    minItems > 0 ? `at least ${formatCountOf(minItems, "entry", "entries")}` : "",
    count,
    ...each.map((constraint) => `each: ${constraint}`),
  ];
}

/** Code stands between backticks, as in descriptions. */
function asCode(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}

/** What values are allowed beyond the type. */
function describeConstraints(schema: Schema, schemas: Schemas): string[] {
  const { const: only, enum: values, format = "", pattern, type } = schema;
  const choices = listChoices(schema).map((choice) => resolve(choice, schemas));
  return [
    only === undefined ? "" : `always ${asCode(only)}`,
    values === undefined ? "" : `one of ${values.map(asCode).join(", ")}`,
    formats[format] ?? "",
    type === "integer" ? describeRange(schema) : describeLength(schema),
    pattern !== undefined && pattern.length <= maxPatternLength ? `matches \`${pattern}\`` : "",
    ...describeItems(schema, schemas),
    ...choices
      .filter((choice) => !isNull(choice) && choice.properties === undefined)
      .flatMap((choice) =>
        choice.const === undefined
          ? describeConstraints(choice, schemas)
          : [`can be ${asCode(choice.const)}`],
      ),
    schema.default === undefined ? "" : `default ${asCode(schema.default)}`,
  ].filter((constraint) => constraint !== "");
}

/** The object forms inside a schema: its own, those of its alternatives, or those of an array's items. */
function findObjects(given: Schema, schemas: Schemas): Schema[] {
  const schema = resolve(given, schemas);
  if (schema.properties !== undefined) return [schema];
  if (schema.items !== undefined) return findObjects(schema.items, schemas);
  return listChoices(schema).flatMap((choice) => findObjects(choice, schemas));
}

/** The field with a fixed value that tells one form from another. */
function labelVariant({ properties = {} }: Schema): string {
  const [name, field] = Object.entries(properties).find(([, { const: only }]) => only !== undefined) ?? [];
  return name === undefined ? "" : `${name}: ${JSON.stringify(field?.const)}`;
}

function readField(value: unknown, name: string): unknown {
  const from = Array.isArray(value) ? value[0] : value;
  return typeof from === "object" && from !== null ? Reflect.get(from, name) : undefined;
}

/** Whether an example is of the form that this schema describes. */
function fits({ properties = {} }: Schema, example: unknown): boolean {
  return Object.entries(properties).every(
    ([name, { const: only }]) => only === undefined || readField(example, name) === only,
  );
}

const maxDepth = 4;

/** The fields of a schema's objects, each with its example from the example of the whole. */
export function listVariants(given: Schema, schemas: Schemas, example: unknown, depth = 1): VariantView[] {
  if (depth > maxDepth) return [];
  const objects = findObjects(given, schemas);
  return objects.map((object) => {
    const own = objects.length === 1 || fits(object, example) ? example : undefined;
    return {
      label: objects.length === 1 ? "" : labelVariant(object),
      fields: Object.entries(object.properties ?? {}).map(([name, schema]) =>
        describeField(name, schema, object.required?.includes(name) ?? false, schemas, {
          example: readField(own, name),
          depth: depth + 1,
        }),
      ),
    };
  });
}

/** A value of each kind of schema, for fields that the example of the whole leaves out. */
function findExample(schema: Schema, schemas: Schemas): unknown {
  if (schema.example !== undefined) return schema.example;
  if (schema.const !== undefined) return schema.const;
  if (isNull(schema)) return null;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.default !== undefined) return schema.default;
  const choices = listChoices(schema).map((choice) => resolve(choice, schemas));
  const useful = choices.find((choice) => !isNull(choice)) ?? choices[0];
  if (useful !== undefined) return findExample(useful, schemas);
  if (schema.items !== undefined) {
    const item = findExample(resolve(schema.items, schemas), schemas);
    return item === undefined ? [] : [item];
  }
  if (schema.properties === undefined) return undefined;
  const fields = Object.entries(schema.properties).map(([name, field]) => [
    name,
    findExample(field, schemas),
  ]);
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

interface FieldContext {
  /** The field's value in the example of the whole, if it has one. */
  example?: unknown;
  depth?: number;
}

export function describeField(
  name: string,
  given: Schema,
  isRequired: boolean,
  schemas: Schemas,
  { example: shown, depth = 1 }: FieldContext = {},
): FieldView {
  const schema = resolve(given, schemas);
  const own = { ...schema, ...given };
  const found = findExample(own, schemas);
  // A null says little about what else a field can contain.
  const example = shown === undefined || (shown === null && found !== undefined) ? found : shown;
  return {
    name,
    type: describeType(given, schemas),
    isRequired,
    text: own.description ?? "",
    constraints: describeConstraints(schema, schemas),
    example: example === undefined ? "" : JSON.stringify(example),
    variants: listVariants(given, schemas, example, depth),
  };
}
