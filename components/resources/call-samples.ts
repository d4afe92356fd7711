export interface CallTarget {
  /** Below `/v1/api`. */
  path: "/fhir/servers" | "/workers";
  /** What the answer is called in the samples. */
  variable: string;
  /** The list's method in the SDK. */
  sdkMethod: "fhir.servers.list" | "workers.list";
}

export const fhirServersTarget: CallTarget = {
  path: "/fhir/servers",
  variable: "servers",
  sdkMethod: "fhir.servers.list",
};

export const workersTarget: CallTarget = { path: "/workers", variable: "workers", sdkMethod: "workers.list" };

export type CallLanguage = "curl" | "fetch" | "python" | "sdk";

/** The same call in four languages; each runs as it stands once BYTEENGINE_API_KEY is set. */
export function writeCallSamples(origin: string, target: CallTarget): Record<CallLanguage, string> {
  const { path, variable, sdkMethod } = target;
  const base = `${origin}/v1/api`;
  return {
    curl: `curl ${base}${path} \\
  -H "Authorization: Bearer $BYTEENGINE_API_KEY"`,
    fetch: `const response = await fetch("${base}${path}", {
  headers: { Authorization: \`Bearer \${process.env.BYTEENGINE_API_KEY}\` },
});
const ${variable} = await response.json();
console.log(${variable}.data);`,
    python: `import os
import requests

response = requests.get(
    "${base}${path}",
    headers={"Authorization": f"Bearer {os.environ['BYTEENGINE_API_KEY']}"},
)
${variable} = response.json()
print(${variable}["data"])`,
    sdk: `import { ByteEngine } from "@boolbyte/engine";

const client = new ByteEngine({
  apiKey: process.env.BYTEENGINE_API_KEY,
  baseUrl: "${base}",
});
const ${variable} = await client.${sdkMethod}();
console.log(${variable}.data);`,
  };
}
