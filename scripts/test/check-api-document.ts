// Checks the API's OpenAPI document with Redocly and Spectral's OWASP rules: no errors and no warnings.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import spectral from "@stoplight/spectral-core";
import owaspRules from "@stoplight/spectral-owasp-ruleset";
import parsers from "@stoplight/spectral-parsers";
import { createOpenApiDocument } from "#lib/api/openapi/create-document.ts";
import { routes } from "#lib/api/routes.ts";
import { exceptions } from "./api-document/exceptions.ts";
import { findUndescribedFields } from "./api-document/find-undescribed-fields.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const file = ".cache/openapi.json";
const redoclyConfig = "scripts/test/api-document/redocly.yaml";

interface MediaType {
  example?: unknown;
}

interface Operation {
  operationId: string;
  requestBody?: { content: Record<string, MediaType> };
  responses: Record<string, { content?: Record<string, MediaType> }>;
}

/** Redocly rejects a document of any other structure. */
function asDocument(document: object): { paths: Record<string, Record<string, Operation>> } {
  return document as { paths: Record<string, Record<string, Operation>> };
}

/** Neither rule set requires examples. This check requires one for every request body and every response body. */
function findMissingExamples(document: object): string[] {
  const operations = Object.values(asDocument(document).paths).flatMap((item) =>
    Object.values(item).filter((value) => value.operationId !== undefined),
  );
  return operations.flatMap(({ operationId, requestBody, responses }) => {
    const contents = [requestBody, ...Object.values(responses)].flatMap((part) =>
      Object.values(part?.content ?? {}),
    );
    const isComplete = contents.every(({ example }) => example !== undefined);
    return isComplete ? [] : [`${operationId} has no example: add it to lib/api/openapi/examples`];
  });
}

async function findOwaspProblems(text: string): Promise<string[]> {
  const linter = new spectral.Spectral();
  linter.setRuleset({ extends: [owaspRules] });
  const found = await linter.run(new spectral.Document(text, parsers.Json, file));
  const isUsed = new Set<object>();
  const problems = found.flatMap(({ code, path, message }) => {
    const place = path.join(".");
    const exception = exceptions.find(({ rule, at }) => rule === code && at.test(place));
    if (exception !== undefined) isUsed.add(exception);
    return exception === undefined ? [`${code} at ${place}: ${message}`] : [];
  });
  const unused = exceptions.filter((exception) => !isUsed.has(exception));
  return [...problems, ...unused.map(({ rule, at }) => `exception is no longer needed: ${rule} at ${at}`)];
}

const document = createOpenApiDocument(routes);
const text = JSON.stringify(document, null, 2);
mkdirSync(new URL("../../.cache", import.meta.url), { recursive: true });
writeFileSync(new URL(`../../${file}`, import.meta.url), text);

const redocly = spawnSync(
  process.execPath,
  ["node_modules/@redocly/cli/bin/cli.js", "lint", file, "--config", redoclyConfig, "--max-problems=1000"],
  {
    cwd: repository,
    stdio: "inherit",
    // Redocly would otherwise report usage to its makers and check for updates.
    env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
  },
);
const undescribed = findUndescribedFields(JSON.parse(text)).map(
  (field) => `${field} has no description: add one to its schema in lib/contract`,
);
const problems = [...findMissingExamples(document), ...undescribed, ...(await findOwaspProblems(text))];
for (const problem of problems) console.error(problem);
console.log(`Spectral, OWASP: ${problems.length} problems, ${exceptions.length} documented exceptions`);
process.exitCode = redocly.status === 0 && problems.length === 0 ? 0 : 1;
