interface GatewaySample {
  /** The label of the tab. */
  language: "curl" | "fhir-kit-client" | "SDK";
  /** As after a Markdown fence. */
  fence: string;
  code: string;
}

interface GatewayTarget {
  serverId: string;
  /** The FHIR base URL of the server's gateway. */
  url: string;
  /** The address of the API, without a slash at its end. */
  apiAddress: string;
}

/** The same search in three clients. Each runs unchanged once TOKEN is set. */
export function writeGatewaySamples({ serverId, url, apiAddress }: GatewayTarget): GatewaySample[] {
  return [
    {
      language: "curl",
      fence: "sh",
      code: `curl "${url}/Observation?_count=10" \\
  -H "Authorization: Bearer $TOKEN"`,
    },
    {
      language: "fhir-kit-client",
      fence: "js",
      code: `import { Client } from "fhir-kit-client";

const fhir = new Client({
  baseUrl: "${url}",
  bearerToken: process.env.TOKEN,
});
const bundle = await fhir.search({
  resourceType: "Observation",
  searchParams: { _count: 10 },
});
console.log(bundle);`,
    },
    {
      language: "SDK",
      fence: "js",
      code: `import { ByteEngine } from "@boolbyte/engine";

const client = new ByteEngine({
  apiKey: process.env.TOKEN,
  baseUrl: "${apiAddress}",
});
const fhir = client.fhir.servers.client("${serverId}");
const page = await fhir.search("Observation", { _count: 10 });
console.log(page.data);`,
    },
  ];
}
