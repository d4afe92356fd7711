import type { IncomingMessage } from "node:http";
import { type NodeClient, readClientHeaders } from "../http/describe-client.ts";

/** Names of ours: the front removes them from what comes from outside. */
const ownPrefix = "x-byteengine-";

const clientHeader = `${ownPrefix}client`;

/** What cannot be read from the request's other headers. */
type Description = Pick<
  NodeClient,
  "address" | "requestId" | "isSecure" | "host" | "isLocal" | "isForwarded"
>;

export function isOwnHeader(name: string): boolean {
  return name.toLowerCase().startsWith(ownPrefix);
}

/** The header that tells the pages process who asks. */
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

/** Takes that header out of the request. Null: it did not come from the front. */
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
