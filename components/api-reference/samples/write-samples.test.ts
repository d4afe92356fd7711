import ts from "typescript";
import { describe, expect, test } from "vitest";
import { readReference } from "#components/api-reference/read/read-reference.ts";
import { createOpenApiDocument } from "#lib/api/openapi/create-document.ts";
import { routes } from "#lib/api/routes.ts";
import { ByteEngine } from "../../../sdk/src/index.ts";
import { sdkCalls } from "./sdk-calls.ts";
import { writeSamples } from "./write-samples.ts";

const origin = "https://console.example.com";
const operations = readReference(createOpenApiDocument(routes)).flatMap((group) => group.operations);

function writeSample(operationId: string, label: string): string | undefined {
  const operation = operations.find(({ id }) => id === operationId);
  if (operation === undefined) return undefined;
  return writeSamples(origin, operation).find((sample) => sample.label === label)?.code;
}

/** The names of all methods, such as `keys.create`. */
function listMethods(client: object, prefix = ""): string[] {
  const own = Object.entries(client).flatMap(([name, group]) =>
    typeof group === "object" && group !== null ? listMethods(group, `${prefix}${name}.`) : [],
  );
  const prototype: object = Object.getPrototypeOf(client);
  const methods = (prototype === Object.prototype ? [] : Object.getOwnPropertyNames(prototype))
    .filter((name) => name !== "constructor")
    .map((name) => `${prefix}${name}`);
  return [...own, ...methods];
}

describe("samples", () => {
  test("use every method of the SDK, and no other", () => {
    const client = new ByteEngine({ apiKey: `be_${"0".repeat(46)}`, baseUrl: origin });
    expect(
      Object.values(sdkCalls)
        .map(({ method }) => method)
        .sort(),
    ).toEqual(
      listMethods(client)
        // Sends no request: it returns a client for FHIR's own API.
        .filter((name) => name !== "fhir.servers.client")
        .sort(),
    );
  });

  test("belong to operations that exist", () => {
    const ids = new Set(operations.map(({ id }) => id));
    expect(Object.keys(sdkCalls).filter((id) => !ids.has(id))).toEqual([]);
  });

  test.each(operations)("in JavaScript for $id are valid", (operation) => {
    const code = writeSamples(origin, operation).find(({ language }) => language === "js")?.code ?? "";
    const { diagnostics } = ts.transpileModule(code, {
      reportDiagnostics: true,
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ESNext },
    });
    expect(diagnostics?.map(({ messageText }) => messageText)).toEqual([]);
    expect(code).not.toContain("undefined");
    expect(code).not.toContain("{id}");
  });

  test("show a body in each language's form", () => {
    expect(writeSample("updateTeam", "curl")).toContain(`-d '{"keyRateLimitMax":{`);
    expect(writeSample("updateTeam", "JavaScript")).toContain("keyRateLimitMax: {\n    perMinute: 5000,");
    expect(writeSample("updateTeam", "Python")).toContain('"per10Seconds": None,');
  });

  test("send a form to the introspection endpoint", () => {
    expect(writeSample("introspectToken", "curl")).toContain('--data-urlencode "token=be_');
    expect(writeSample("introspectToken", "JavaScript")).toContain("body: new URLSearchParams({");
    expect(writeSample("introspectToken", "Python")).toContain("data={");
  });

  test("send the credential that the operation takes", () => {
    expect(writeSample("readLiveness", "curl")).toBe(`curl ${origin}/livez`);
    expect(writeSample("readMetrics", "curl")).toContain("Bearer $METRICS_TOKEN");
    expect(writeSample("createUser", "Python")).not.toContain("Authorization");
  });
});
