import { z } from "zod";
import type { ZodOpenApiOperationObject } from "zod-openapi";
import { describeProof } from "#lib/api/pipeline/asks-again.ts";
import { describeBoundedKey } from "#lib/api/pipeline/bounded-key.ts";
import type { Route } from "#lib/api/pipeline/define-route.ts";
import { describeHeavyCall } from "#lib/api/pipeline/heavy-request.ts";
import { refErrors } from "./error-responses.ts";
import { operationExamples } from "./examples/examples.ts";
import { refHeaders } from "./response-headers.ts";

/** A key in either header, or a console session. */
const anyCredential: Record<string, string[]>[] = [{ bearer: [] }, { apiKey: [] }, { session: [] }];

function listErrorStatuses(route: Route): number[] {
  // Even a public route rejects an invalid key, and a key used from outside its IP allowlist.
  const statuses = [400, 401, 403, 429, 500, 503];
  if (route.access !== "public" || route.params !== undefined) statuses.push(404);
  if (route.method !== "GET") statuses.push(409, 413, 415);
  if (route.replay !== undefined) statuses.push(422);
  return statuses.sort();
}

function describeAccess({ access }: Route): string {
  if (access === "public") return "No authentication required.";
  if (access === "actor") return "Available to every key and every signed-in person.";
  if (access === "instanceOwner") return "Only for administrators of this console.";
  return `Requires ${access.anyOf.map((permission) => `\`${permission}\``).join(" or ")}.`;
}

const teamHeader = z
  .string()
  .max(31)
  .regex(/^team_[0-9a-hjkmnp-tv-z]{26}$/)
  .optional()
  .meta({
    description:
      "The team a signed-in person acts in, by default their first. A key always acts in its own team.",
    example: "team_01m84g7mvye8wb4vq8t03062b6",
  });

const idempotencyHeader = z
  .string()
  .max(255)
  .regex(/^[\x21-\x7e]{1,255}$/)
  .optional()
  .meta({
    description:
      "A unique value that makes the request safe to retry. For 24 hours, a repeated request with the same value is not executed again.",
    example: "order-4711",
  });

function describeHeaders(route: Route): z.ZodObject | undefined {
  const headers = {
    ...(route.access === "public" || route.isUnderTeam === true ? {} : { "X-Team-Id": teamHeader }),
    ...(route.replay === undefined ? {} : { "Idempotency-Key": idempotencyHeader }),
  };
  return Object.keys(headers).length === 0 ? undefined : z.object(headers);
}

function describeBody(route: Route): Pick<ZodOpenApiOperationObject, "requestBody"> {
  if (route.body === undefined) return {};
  const mediaType = route.isForm === true ? "application/x-www-form-urlencoded" : "application/json";
  const example = operationExamples[route.operationId]?.body;
  return {
    requestBody: {
      required: !route.isBodyOptional,
      content: { [mediaType]: { schema: route.body, ...(example === undefined ? {} : { example }) } },
    },
  };
}

function describeResponse({ success, otherForms, operationId }: Route) {
  const { answer: example, files = {} } = operationExamples[operationId] ?? {};
  const otherContents = Object.entries(otherForms ?? {}).map(([mediaType, description]) => [
    mediaType,
    { schema: { type: "string", description } as const, example: files[mediaType] },
  ]);
  return {
    description: success.description,
    headers: refHeaders(),
    content: {
      "application/json": { schema: success.schema, ...(example === undefined ? {} : { example }) },
      ...Object.fromEntries(otherContents),
    },
  };
}

function describeOtherResponse({ otherSuccess, operationId }: Route) {
  if (otherSuccess === undefined) return {};
  const { status, description, schema } = otherSuccess;
  const example = operationExamples[operationId]?.otherAnswer;
  return {
    [String(status)]: {
      description,
      headers: refHeaders(),
      content: { "application/json": { schema, ...(example === undefined ? {} : { example }) } },
    },
  };
}

/** The OpenAPI operation of a route. Everything except the examples is generated from the route. */
export function describeOperation(route: Route): ZodOpenApiOperationObject {
  const header = describeHeaders(route);
  return {
    operationId: route.operationId,
    summary: route.summary,
    description:
      `${route.summary}. ${describeAccess(route)} ${describeBoundedKey(route.boundedKey)} ${describeHeavyCall(route.heavy)} ${describeProof(route.asking)}`
        .replaceAll(/ +/g, " ")
        .trim(),
    "x-bounded-key": route.boundedKey,
    ...(route.asking === null ? {} : { "x-asks-again": route.asking }),
    ...(route.heavy === undefined ? {} : { "x-heavy": route.heavy }),
    tags: [route.tag],
    security: route.access === "public" ? [] : chooseCredentials(route),
    requestParams: {
      ...(route.params === undefined ? {} : { path: asObjectSchema(route.params) }),
      ...(route.query === undefined ? {} : { query: asObjectSchema(route.query) }),
      ...(header === undefined ? {} : { header }),
    },
    ...describeBody(route),
    responses: {
      [String(route.success.status)]: describeResponse(route),
      ...describeOtherResponse(route),
      ...refErrors(listErrorStatuses(route)),
    },
  };
}

/** OAuth 2.0 clients can also authenticate with HTTP Basic (RFC 7662, section 2.1). */
function chooseCredentials({ isForm }: Route) {
  return isForm === true ? [...anyCredential, { clientCredentials: [] }] : anyCredential;
}

/** Path and query schemas are objects: each field is one parameter. */
function asObjectSchema(schema: z.ZodType): z.ZodObject {
  return schema as z.ZodObject;
}
