import type { IncomingMessage } from "node:http";
import { isOwnRequestToken, ownRequestHeader } from "#lib/domain/instance/own-request.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import type { OwnAnswer } from "#lib/services/instance/state/send-own-request.ts";
import type { Operations } from "./operations.ts";

/** Whether the console sent the request to itself (`npm run admin -- doctor`). */
export function isOwnRequest({ secrets }: Pick<Runtime, "secrets">, { headers }: IncomingMessage): boolean {
  const token = headers[ownRequestHeader];
  return typeof token === "string" && isOwnRequestToken(secrets.session, token, Date.now());
}

function listEntries(header: string | string[] | undefined): string[] {
  return String(header ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

/** How the request arrived, and the state of the instance: only for the console itself. */
export async function describeOwnRequest(
  { headers, socket }: IncomingMessage,
  operations: Pick<Operations, "readMetrics">,
): Promise<OwnAnswer> {
  const metrics = await operations.readMetrics();
  const read = (name: string) => Number(new RegExp(`^${name} (\\d+)`, "m").exec(metrics)?.[1] ?? 0);
  return {
    peer: socket.remoteAddress ?? "",
    forwardedFor: listEntries(headers["x-forwarded-for"]),
    forwardedProto: listEntries(headers["x-forwarded-proto"]),
    hasOtherMark: ["forwarded", "via", "x-real-ip", "x-forwarded-proto", "x-forwarded-host"].some(
      (name) => headers[name] !== undefined,
    ),
    host: headers.host ?? "",
    arePagesUp: read("byteengine_pages_up") === 1,
    threads: read("byteengine_verification_threads"),
  };
}
