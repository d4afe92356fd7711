import type { FhirNeed } from "../access.ts";

type Fields = Readonly<Record<string, unknown>>;

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names and indexes only. Everything else in FHIRPath can depend on what the resource contains. */
const plainPath = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*|\[\d+\])*$/;

/** The paths of a FHIRPath Patch. Null: something that isn't in its form. */
function listPaths(body: unknown): (string | null)[] {
  if (!isFields(body) || body.parameter === undefined) return [];
  if (!Array.isArray(body.parameter)) return [null];
  return (body.parameter as unknown[]).flatMap((operation) => {
    if (!isFields(operation) || !Array.isArray(operation.part)) return [null];
    const paths = (operation.part as unknown[]).filter((part) => isFields(part) && part.name === "path");
    return (paths as Fields[]).map((part) =>
      typeof part.valueString === "string" ? part.valueString : null,
    );
  });
}

/** An operation of a JSON Patch that fails unless the resource contains a value. Some servers ignore the case. */
function isTest(operation: unknown): boolean {
  return isFields(operation) && String(operation.op).toLowerCase() === "test";
}

/**
 * What a patch needs besides changing the resource. If it depends on what the resource contains, its outcome shows that, so
 * it needs to read it. `resolve()` reaches resources of any type.
 */
export function listPatchNeeds(type: string | null, body: unknown): FhirNeed[] {
  const paths = listPaths(body);
  const tests = Array.isArray(body) && body.some(isTest);
  const reads = tests || paths.some((path) => path === null || !plainPath.test(path));
  const resolves = paths.some((path) => path?.includes("resolve"));
  return [
    ...(reads ? [{ type, letters: ["r" as const], feature: null }] : []),
    ...(resolves
      ? [{ type: null, letters: ["r" as const, "s" as const], feature: "resolve() in a patch" }]
      : []),
  ];
}
