import type { ServiceError } from "#lib/domain/common/errors.ts";
import { ScimProblem, type ScimType } from "./protocol/scim-problem.ts";
import { errorSchemaId } from "./resources/schema-ids.ts";

interface Failure {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: Record<string, unknown>;
}

/** The type of an expected failure. A conflict that names a field is about a value that must be unique. */
function findType({ code, details }: ServiceError): ScimType | undefined {
  if (code === "conflict" && details !== undefined) return "uniqueness";
  if (code !== "invalid_request") return undefined;
  return details === undefined ? "invalidSyntax" : "invalidValue";
}

/** The words for a missing token: a directory has no API key. */
function getDetail({ code, message }: ServiceError): string {
  return code === "unauthorized" ? "The provisioning token is missing or not valid" : message;
}

function createBody(status: number, detail: string, scimType: ScimType | undefined): Record<string, unknown> {
  return {
    schemas: [errorSchemaId],
    status: String(status),
    ...(scimType === undefined ? {} : { scimType }),
    detail,
  };
}

/** The response to a failure (RFC 7644, section 3.12). */
export function describeFailure(problem: ScimProblem | ServiceError): Failure {
  if (problem instanceof ScimProblem) {
    return { status: 400, headers: {}, body: createBody(400, problem.message, problem.scimType) };
  }
  const { status, headers } = problem;
  return { status, headers, body: createBody(status, getDetail(problem), findType(problem)) };
}
