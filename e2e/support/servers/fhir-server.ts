import { createServer, type RequestListener } from "node:http";

const capabilityStatement = {
  resourceType: "CapabilityStatement",
  status: "active",
  kind: "instance",
  fhirVersion: "4.0.1",
  format: ["json"],
  software: { name: "Ward Server", version: "7.2.0" },
  rest: [
    {
      mode: "server",
      security: { service: [{ coding: [{ code: "SMART-on-FHIR" }] }] },
      resource: [{ type: "Patient" }, { type: "Observation" }],
    },
  ],
};

export interface TestServer {
  port: number;
  /** The number of accepted connections, whatever was sent over them. */
  countConnections: () => number;
  close: () => Promise<void>;
}

/** A server on 127.0.0.1 that counts connections. By default it answers as a FHIR server. */
export async function startFhirServer(answer: RequestListener = answerMetadata): Promise<TestServer> {
  const server = createServer(answer);
  let connections = 0;
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port was taken");
  return {
    port: address.port,
    countConnections: () => connections,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const answerMetadata: RequestListener = (request, response) => {
  const isMetadata = request.url === "/r4/metadata";
  response.writeHead(isMetadata ? 200 : 404, { "Content-Type": "application/fhir+json" });
  response.end(isMetadata ? JSON.stringify(capabilityStatement) : "{}");
};
