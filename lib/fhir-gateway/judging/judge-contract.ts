import type { MessagePort, Worker } from "node:worker_threads";
import type { OutboundResponse } from "#lib/platform/outbound/exchange.ts";
import type { Port } from "#lib/platform/processes/peer.ts";
import type { BodyOptions, JudgedBody } from "./judge-body.ts";
import type { GatewayAnswer, ResponseOptions } from "./judge-response.ts";
import type { StatementOptions } from "./judge-statement.ts";
import type { StoredOptions } from "./judge-stored.ts";

/** What a thread that judges large bodies is started with. */
export interface JudgeData {
  niceness: number;
}

/** What such a thread does. The bytes given to it are its own from then on. */
export interface JudgeCalls {
  judgeBody(bytes: Uint8Array, options: BodyOptions): JudgedBody;
  judgeResponse(response: OutboundResponse, options: ResponseOptions): GatewayAnswer;
  judgeStored(response: OutboundResponse, options: StoredOptions): string | null;
  judgeStatement(response: OutboundResponse, options: StatementOptions): string;
}

/** Bodies are this deep in messages, at most. */
const maxDepth = 3;

/** The memory of all bodies in a message. One that shares its memory with other data is copied. */
function listMemory(value: unknown, depth = maxDepth): ArrayBuffer[] {
  if (value instanceof Uint8Array) {
    const { buffer, byteLength } = value;
    return buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? [buffer] : [];
  }
  if (typeof value !== "object" || value === null || depth === 0) return [];
  return Object.values(value).flatMap((part) => listMemory(part, depth - 1));
}

/** The channel between a thread and the thread that started it. Bodies change hands without being copied. */
export function createBytesPort(end: Pick<Worker | MessagePort, "postMessage" | "on">): Port {
  return {
    post: (message) => end.postMessage(message, listMemory(message)),
    listen: (onMessage) => {
      end.on("message", onMessage);
    },
  };
}
