export interface SampleTarget {
  /** The path below `/v1/api`. */
  path: "/fhir/servers" | "/workers";
  /** The variable for the response in the samples. */
  variable: string;
  /** The SDK method that lists the resources. */
  sdkMethod: "fhir.servers.list" | "workers.list";
}

export const fhirServersTarget: SampleTarget = {
  path: "/fhir/servers",
  variable: "servers",
  sdkMethod: "fhir.servers.list",
};

export const workersTarget: SampleTarget = {
  path: "/workers",
  variable: "workers",
  sdkMethod: "workers.list",
};

export type SampleLanguage = "curl" | "fetch" | "python" | "sdk";

/** The same request in 4 languages. Each sample runs unchanged once BYTEENGINE_API_KEY is set. */
export function formatApiSamples(origin: string, target: SampleTarget): Record<SampleLanguage, string> {
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
