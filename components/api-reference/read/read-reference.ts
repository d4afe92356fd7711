import { describeField, listVariants, resolve, type Schema, type Schemas } from "./describe-schema.ts";
import type { BodyView, GroupView, OperationView, ParameterView } from "./view-data.ts";

interface MediaType {
  schema: Schema;
  example?: unknown;
}

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required?: boolean;
  schema: Schema;
}

interface DocumentResponse {
  $ref?: string;
  description: string;
  content?: Record<string, MediaType>;
}

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters?: Parameter[];
  security: Record<string, unknown>[];
  requestBody?: { required?: boolean; content: Record<string, MediaType> };
  responses: Record<string, DocumentResponse>;
}

interface Document {
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  paths: Record<string, { servers?: { url: string }[] } & Record<string, Operation>>;
  components: { schemas: Schemas; responses: Record<string, DocumentResponse> };
}

/** Safe, because the console itself creates the document in this shape. */
function asDocument(document: object): Document {
  return document as Document;
}

const formType = "application/x-www-form-urlencoded";

function formatExample(example: unknown): string {
  if (example === undefined) return "";
  return typeof example === "string" ? example : JSON.stringify(example, null, 2);
}

/** The example of a list is one of its items: a query contains one value per parameter. */
function readParameter(parameter: Parameter, schemas: Schemas): ParameterView {
  const { name, schema, required = false } = parameter;
  const example = Array.isArray(schema.example) ? schema.example[0] : schema.example;
  return { ...describeField(name, schema, required, schemas, { example }), in: parameter.in };
}

function readBody({ requestBody }: Operation, schemas: Schemas): BodyView | null {
  const [entry] = Object.entries(requestBody?.content ?? {});
  if (requestBody === undefined || entry === undefined) return null;
  const [mediaType, { schema, example }] = entry;
  return {
    isForm: mediaType === formType,
    isRequired: requestBody.required ?? false,
    variants: listVariants(schema, schemas, example),
    example,
  };
}

function readSuccess({ responses }: Operation, schemas: Schemas): OperationView["success"] {
  const [status = "200", response] =
    Object.entries(responses).find(([candidate]) => candidate.startsWith("2")) ?? [];
  const [media] = Object.values(response?.content ?? {});
  return {
    status,
    text: response?.description ?? "",
    schemaName: media?.schema.$ref?.split("/").at(-1) ?? null,
    variants: media === undefined ? [] : listVariants(media.schema, schemas, media.example),
    example: formatExample(media?.example),
  };
}

function readErrors({ responses }: Operation, components: Document["components"]): OperationView["errors"] {
  return Object.entries(responses)
    .filter(([status]) => !status.startsWith("2"))
    .map(([status, response]) => {
      const name = response.$ref?.split("/").at(-1) ?? "";
      return { status, text: components.responses[name]?.description ?? response.description };
    });
}

/** The environment variable that holds the credential in samples. */
function nameToken({ security }: Operation): string | null {
  if (security.length === 0) return null;
  return security.some((scheme) => "metricsToken" in scheme) ? "METRICS_TOKEN" : "BYTEENGINE_API_KEY";
}

const known = new WeakMap<object, GroupView[]>();

/** Reads the operations of an OpenAPI document, by group. Each document is read once. */
export function readReference(document: object): GroupView[] {
  const groups = known.get(document) ?? readGroups(document);
  known.set(document, groups);
  return groups;
}

function readGroups(given: object): GroupView[] {
  const { servers, tags, paths, components } = asDocument(given);
  const { schemas } = components;
  const operations = Object.entries(paths).flatMap(([path, { servers: own, ...methods }]) => {
    const base = (own ?? servers)[0]?.url.replace(/\/$/, "") ?? "";
    return Object.entries(methods).map(([method, operation]) => ({
      tag: operation.tags[0],
      view: {
        id: operation.operationId,
        method: method.toUpperCase(),
        path: base + path,
        summary: operation.summary,
        description: operation.description.replace(`${operation.summary}. `, ""),
        tokenName: nameToken(operation),
        parameters: (operation.parameters ?? []).map((parameter) =>
          readParameter({ ...parameter, schema: resolve(parameter.schema, schemas) }, schemas),
        ),
        body: readBody(operation, schemas),
        success: readSuccess(operation, schemas),
        errors: readErrors(operation, components),
      },
    }));
  });
  return tags.map(({ name, description }) => ({
    slug: name.toLowerCase().replaceAll(" ", "-"),
    name,
    text: description,
    operations: operations.filter(({ tag }) => tag === name).map(({ view }) => view),
  }));
}

/** The first operation that returns the same object. Undefined if that is the operation itself. */
export function findSameResponse(
  operations: readonly OperationView[],
  { id, success: { schemaName } }: OperationView,
): OperationView | undefined {
  const first = operations.find(({ success }) => schemaName !== null && success.schemaName === schemaName);
  return first?.id === id ? undefined : first;
}
