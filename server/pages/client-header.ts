import type { IncomingMessage } from "node:http";
import { type NodeClient, readClientHeaders } from "#server/http/request/describe-client.ts";

/** Internal header names: the front removes them from incoming requests. */
const ownPrefix = "x-byteengine-";

const clientHeader = `${ownPrefix}client`;

/** What the request's other headers do not contain. */
type Description = Pick<
  NodeClient,
  "address" | "requestId" | "isSecure" | "host" | "isLocal" | "isForwarded"
>;

export function isOwnHeader(name: string): boolean {
  return name.toLowerCase().startsWith(ownPrefix);
}

/** The header that describes the client to the pages process. */
export function describeInHeader(client: NodeClient): [name: string, value: string] {
  const { address, requestId, isSecure, host, isLocal, isForwarded } = client;
  const description: Description = {
    address,
    requestId,
    isSecure,
    host,
    isForwarded,
    isLocal: isLocal === true,
  };
  return [clientHeader, Buffer.from(JSON.stringify(description)).toString("base64url")];
}

/** Removes that header from the request. Returns null if the request did not come from the front. */
export function takeClient(request: IncomingMessage): NodeClient | null {
  const { rawHeaders, headers } = request;
  const at = rawHeaders.findIndex((name, i) => i % 2 === 0 && name === clientHeader);
  const value = rawHeaders[at + 1];
  if (at === -1 || value === undefined) return null;
  rawHeaders.splice(at, 2);
  delete headers[clientHeader];
  const description = JSON.parse(Buffer.from(value, "base64url").toString()) as Description;
  const { authorization, apiKey, cookie, agent } = readClientHeaders(rawHeaders);
  return { ...description, authorization, apiKey, cookie, agent };
}
