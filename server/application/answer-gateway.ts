import type { ServerResponse } from "node:http";
import { ServiceError } from "#lib/domain/common/errors.ts";
import type { Runtime } from "#lib/platform/runtime/runtime.ts";
import { whileClientWaits } from "#server/http/connection/client-departure.ts";
import { deferToTurnEnd } from "#server/http/connection/turn-end.ts";
import { writeWhole } from "#server/http/connection/write-whole.ts";
import type { ApplicationExchange } from "#server/http/request/exchange.ts";
import { readLargeRequest } from "#server/http/request/node-request.ts";
import { maxGatewayBodyBytes, splitGatewayPath } from "#server/http/request/paths.ts";
import { bringsKey, describeAnswer } from "../http/answer-context.ts";
import { answerError, answerFailure } from "../http/answer-error.ts";
import type { Application } from "../http/application.ts";
import { setCommonHeaders } from "./common-headers.ts";

/** Whether the request is for the gateway in front of a FHIR server (ADR 0043). */
export function isGateway({ target }: Pick<ApplicationExchange, "target">): boolean {
  return splitGatewayPath(target.path) !== null;
}

/** On demand: a process that only verifies never loads it. */
const load = () => import("#lib/fhir-gateway/answer-fhir-request.ts");
/** Kept, because importing a loaded module again costs a tenth of a request. */
let loading: ReturnType<typeof load> | null = null;

/**
 * Answers requests to the gateway in this process, which knows all keys and counts everything, and leaves the others to an
 * application in another process.
 */
export function withGateway(runtime: Runtime, application: Application): Application {
  return {
    ...application,
    handle: (request, response, client, target) => {
      const exchange = { runtime, request, response, client, target };
      return isGateway(exchange)
        ? answerGateway(exchange)
        : application.handle(request, response, client, target);
    },
  };
}

/** Answers a request to the gateway. A process with SERVE=api has none. */
export async function answerGateway(exchange: ApplicationExchange): Promise<void> {
  const { runtime, request, response, client, target } = exchange;
  // Each answer of the gateway has those for programs itself.
  const isPlain = request.method !== "OPTIONS" && bringsKey(target.path, client);
  if (!isPlain) setCommonHeaders(exchange);
  const gatewayTarget = splitGatewayPath(target.path);
  if (gatewayTarget === null || runtime.config.serve === "api") {
    return answerError(
      response,
      new ServiceError("not_found"),
      describeAnswer(runtime.config, client, target.path),
    );
  }
  loading ??= load();
  const { answerFhirRequest } = await loading;
  const answered = await whileClientWaits(exchange, (gone) => {
    const read = readLargeRequest(request, { target, maxBytes: maxGatewayBodyBytes, gone });
    return answerFhirRequest(runtime, read, client, gatewayTarget);
  });
  const isUnread =
    !request.readableEnded && request.headers["content-length"] !== "0" && hasAnnouncedBody(exchange);
  writeAtTurnEnd({ exchange, answer: { ...answered, isHead: request.method === "HEAD", closes: isUnread } });
}

/** The most responses written together, as of verifications (ADR 0004). */
const maxBatchSize = 64;

const writeAtTurnEnd = deferToTurnEnd<{ exchange: ApplicationExchange; answer: WrittenAnswer }>(
  ({ exchange: { runtime, response, client, target }, answer }) => {
    try {
      write(response, answer);
    } catch (error) {
      answerFailure(runtime.logger, response, error, describeAnswer(runtime.config, client, target.path));
    }
  },
  maxBatchSize,
);

function hasAnnouncedBody({ request }: ApplicationExchange): boolean {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  return length !== undefined || encoding !== undefined;
}

interface WrittenAnswer {
  status: number;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
  isHead: boolean;
  /** The rest of the request was not read, so nothing can follow on its connection. */
  closes: boolean;
}

function write(response: ServerResponse, answer: WrittenAnswer): void {
  const { status, headers, body, isHead, closes } = answer;
  if (status === 200 && !closes && typeof body === "string" && writeAtOnce(response, headers, body)) return;
  const { "Content-Type": _type, ...others } = headers;
  const bytes = typeof body === "string" ? Buffer.from(body) : body;
  const described =
    bytes === null
      ? { ...others, ...(status === 204 || status === 304 ? {} : { "Content-Length": "0" }) }
      : { ...headers, "Content-Length": String(bytes.byteLength) };
  response.writeHead(status, { ...described, ...(closes ? { Connection: "close" } : {}) });
  response.end(bytes === null || isHead ? undefined : bytes);
}

/** As a verification is written. False: nothing was written, because the answer isn't as simple. */
function writeAtOnce(response: ServerResponse, headers: Record<string, string>, body: string): boolean {
  if (response.getHeaderNames().length > 0 || Buffer.byteLength(body) !== body.length) return false;
  const text = formatHeaders(headers);
  return text !== null && writeWhole(response, text, body);
}

/** As HTTP/1.1 writes them. Null: a value could end its line. */
function formatHeaders(headers: Readonly<Record<string, string>>): string | null {
  let text = "";
  for (const name of Object.keys(headers)) {
    const value = headers[name] ?? "";
    if (!/^[\t\x20-\x7e]*$/.test(value)) return null;
    text += `${name}: ${value}\r\n`;
  }
  return text;
}
