/** The part of JSON Schema that contains fields. */
interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

interface Operation {
  operationId?: string;
  parameters?: { name: string; description?: string; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses?: Record<string, { content?: Record<string, { schema: Schema }> }>;
}

interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
}

/** Redocly rejects a document of any other structure. */
function asDocument(document: object): ApiDocument {
  return document as ApiDocument;
}

function findInSchema(schema: Schema, path: string): string[] {
  const fields = Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
    ...(field.description ? [] : [`${path}.${name}`]),
    ...findInSchema(field, `${path}.${name}`),
  ]);
  const parts = [schema.items, schema.anyOf, schema.oneOf, schema.allOf].flat();
  return [...fields, ...parts.flatMap((part) => (part === undefined ? [] : findInSchema(part, path)))];
}

function findInOperation({ operationId, parameters = [], requestBody, responses = {} }: Operation): string[] {
  if (operationId === undefined) return [];
  const contents = [requestBody, ...Object.values(responses)].flatMap((part) =>
    Object.values(part?.content ?? {}),
  );
  return [
    ...parameters
      .filter(({ description, schema }) => !description && !schema.description)
      .map(({ name }) => `${operationId}.${name}`),
    ...contents.flatMap(({ schema }) => findInSchema(schema, operationId)),
  ];
}

/** The parameters and fields of an OpenAPI document that don't say what they mean. */
export function findUndescribedFields(document: object): string[] {
  const { paths, components } = asDocument(document);
  return [
    ...Object.entries(components.schemas).flatMap(([name, schema]) => findInSchema(schema, name)),
    ...Object.values(paths).flatMap((methods) => Object.values(methods).flatMap(findInOperation)),
  ];
}
