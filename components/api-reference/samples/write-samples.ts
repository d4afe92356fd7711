import type { ParameterView, RequestView } from "#components/api-reference/read/view-data.ts";
import { sdkCalls } from "./sdk-calls.ts";

export interface Sample {
  /** The label of the tab. */
  label: string;
  /** The language as after a Markdown fence. */
  language: string;
  code: string;
}

/** A parameter's example as it stands in an address. */
function readExample({ example }: ParameterView): string {
  const value: unknown = JSON.parse(example);
  return typeof value === "string" ? value : String(value);
}

/** Path parameters, and the query parameters that must be there. */
function writeExampleUrl({ path, parameters }: RequestView): string {
  const query = new URLSearchParams();
  let written = path;
  for (const parameter of parameters) {
    if (parameter.in === "path") written = written.replace(`{${parameter.name}}`, readExample(parameter));
    if (parameter.in === "query" && parameter.isRequired) query.set(parameter.name, readExample(parameter));
  }
  return query.size === 0 ? written : `${written}?${query}`;
}

function listFormFields(body: unknown): [string, string][] {
  return Object.entries(Object(body)).map(([name, value]) => [name, String(value)]);
}

const maxLineLength = 60;

/** On one line if it is short. */
function writeJson(value: unknown): string {
  const line = JSON.stringify(value);
  return line.length <= maxLineLength ? line : JSON.stringify(value, null, 2);
}

function writeCurl(origin: string, request: RequestView): string {
  const { method, body, tokenName } = request;
  const lines = [`curl ${method === "GET" ? "" : `-X ${method} `}${origin}${writeExampleUrl(request)}`];
  if (tokenName !== null) lines.push(`-H "Authorization: Bearer $${tokenName}"`);
  if (body?.isForm) {
    lines.push(...listFormFields(body.example).map(([name, value]) => `--data-urlencode "${name}=${value}"`));
  } else if (body !== null && body.example !== undefined) {
    lines.push('-H "Content-Type: application/json"');
    lines.push(`-d '${writeJson(body.example).replaceAll("'", "'\\''")}'`);
  }
  return lines.join(" \\\n  ");
}

/** JSON as a JavaScript or Python literal. Only keys that are not names stay in quotes in JavaScript. */
function writeLiteral(value: unknown, language: "js" | "python", indent = ""): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => writeLiteral(item, language, indent)).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    const next = `${indent}${language === "js" ? "  " : "    "}`;
    const fields = Object.entries(value).map(([name, field]) => {
      const key = language === "js" && /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
      return `${next}${key}: ${writeLiteral(field, language, next)},\n`;
    });
    return fields.length === 0 ? "{}" : `{\n${fields.join("")}${indent}}`;
  }
  if (language === "python" && (value === null || typeof value === "boolean")) {
    return { null: "None", true: "True", false: "False" }[String(value)] ?? "";
  }
  return JSON.stringify(value);
}

function writeSdk(origin: string, request: RequestView): string | undefined {
  const call = sdkCalls[request.id];
  if (call === undefined) return undefined;
  const { parameters, body } = request;
  const path = parameters.filter((parameter) => parameter.in === "path").map(({ example }) => example);
  const fields =
    call.bodyField === undefined ? body?.example : Reflect.get(Object(body?.example), call.bodyField);
  const args = [...path, ...(fields === undefined ? [] : [writeLiteral(fields, "js")])].join(", ");
  const lines = [
    'import { ByteEngine } from "@boolbyte/engine";',
    "",
    `const client = new ByteEngine({ baseUrl: "${origin}/v1/api" });`,
    "",
  ];
  if (call.isList) {
    lines.push(`for await (const item of client.${call.method}(${args})) {`, "  console.log(item);", "}");
  } else {
    lines.push(`const result = await client.${call.method}(${args});`, "console.log(result);");
  }
  return lines.join("\n");
}

function writeFetch(origin: string, request: RequestView): string {
  const { method, body, tokenName } = request;
  const isJson = body !== null && !body.isForm && body.example !== undefined;
  const headers = [
    ...(tokenName === null ? [] : [`    Authorization: \`Bearer \${process.env.${tokenName}}\`,`]),
    ...(isJson ? ['    "Content-Type": "application/json",'] : []),
  ];
  const options = [
    ...(method === "GET" ? [] : [`  method: "${method}",`]),
    ...(headers.length === 0 ? [] : ["  headers: {", ...headers, "  },"]),
    ...(isJson ? [`  body: JSON.stringify(${writeLiteral(body.example, "js", "  ")}),`] : []),
    ...(body?.isForm ? [`  body: new URLSearchParams(${writeLiteral(body.example, "js", "  ")}),`] : []),
  ];
  const address = `"${origin}${writeExampleUrl(request)}"`;
  const call = options.length === 0 ? `fetch(${address})` : `fetch(${address}, {\n${options.join("\n")}\n})`;
  return `const response = await ${call};\nconsole.log(response.status, await response.text());`;
}

function writePython(origin: string, request: RequestView): string {
  const { method, body, tokenName } = request;
  const args = [
    `    "${origin}${writeExampleUrl(request)}",`,
    ...(tokenName === null ? [] : [`    headers={"Authorization": f"Bearer {os.environ['${tokenName}']}"},`]),
    ...(body === null || body.example === undefined
      ? []
      : [`    ${body.isForm ? "data" : "json"}=${writeLiteral(body.example, "python", "    ")},`]),
  ];
  return [
    ...(tokenName === null ? [] : ["import os"]),
    "import requests",
    "",
    `response = requests.${method.toLowerCase()}(`,
    ...args,
    ")",
    "print(response.status_code, response.text)",
  ].join("\n");
}

/** The request with the values of the examples, in each language. JavaScript uses the SDK where it has a method. */
export function writeSamples(origin: string, request: RequestView): Sample[] {
  return [
    { label: "curl", language: "sh", code: writeCurl(origin, request) },
    {
      label: "JavaScript",
      language: "js",
      code: writeSdk(origin, request) ?? writeFetch(origin, request),
    },
    { label: "Python", language: "python", code: writePython(origin, request) },
  ];
}
