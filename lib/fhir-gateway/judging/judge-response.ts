import { notFound, ServiceError } from "#lib/domain/common/errors.ts";
import { canReceive, type FhirHolder } from "#lib/domain/fhir/access.ts";
import { changeTexts, parseJson, printJson } from "#lib/domain/fhir/exact-json.ts";
import { isWrite } from "#lib/domain/fhir/fhir-call.ts";
import { getResourceType, listFoundTypes, replaceLinks } from "#lib/domain/fhir/found-types.ts";
import { createBaseChange, findBelowBase } from "#lib/domain/fhir/links.ts";
import { createBadGateway, createTooLarge } from "#lib/platform/fhir/bad-gateway.ts";
import type { OutboundResponse } from "#lib/platform/outbound/exchange.ts";
import { createCursor, isPageInteraction, type PageOwner } from "./cursors.ts";
import { isOfPatient } from "./judge-compartment.ts";
import { getReach, hidesWritten, type JudgedCall } from "./read-call.ts";

export interface GatewayAnswer {
  status: number;
  headers: Record<string, string>;
  /** In UTF-8 if it isn't a text. Null: without content. */
  body: string | Uint8Array | null;
}

/** Only data, so that it can be sent to another thread. */
export interface ResponseOptions {
  judged: JudgedCall;
  wideFeature: string | null;
  holder: FhirHolder;
  owner: PageOwner;
  /** The base URL of the server at the gateway. */
  gatewayBase: string;
  /** Of a response. */
  maxBytes: number;
  nowMs: number;
}

/** What the caller gets of a server's response. Throws `bad_gateway` if nothing of it can be sent on. */
export function judgeResponse(response: OutboundResponse, options: ResponseOptions): GatewayAnswer {
  const { status } = response;
  const { judged, holder } = options;
  // Nobody can tell whose resource it is, so it looks like one that doesn't exist.
  if (hidesWhose(judged) && isAbsent(status)) throw notFound();
  if (status === 304 && judged.patientId === null) {
    return { status, headers: listHeaders(response, options), body: null };
  }
  if (status >= 400 && status < 500) return judgeRefusal(response, options);
  assertAnswered(response);
  if (isEncoded(response)) throw createBadGateway("The FHIR server's response is compressed");
  const headers = listHeaders(response, options);
  const isEmpty = status === 204 || response.body.byteLength === 0;
  if (isEmpty && !isWrite(judged.call.interaction))
    throw createBadGateway("The FHIR server's response is empty");
  const isDeleted = judged.patientId !== null && judged.call.interaction === "delete";
  if (isEmpty || isDeleted || hidesWritten(judged, holder)) return { status, headers, body: null };
  const body = readResource(response);
  if (body === null) throw createBadGateway("The FHIR server's response is not a FHIR resource in JSON");
  assertReceivable(body, options);
  return { status, headers, body: print(body, options) };
}

/** Whether a request of single resources may not show whether there is one that belongs to another patient. */
function hidesWhose({ call, patientId }: JudgedCall): boolean {
  return patientId !== null && ["read", "vread", "history-instance"].includes(call.interaction);
}

/** Whether the server has no such resource, or doesn't say. */
export function isAbsent(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 407, 429].includes(status);
}

/** Throws for every status that isn't an answer to the caller's request. */
export function assertAnswered({ status, headers }: OutboundResponse): void {
  if (status === 429 || status === 503) throw createBusy(status, headers["retry-after"]);
  if (status >= 300 && status < 400) {
    throw createBadGateway(
      "The FHIR server redirects to another address. An admin has to register that address",
    );
  }
  if (status < 200 || status >= 400) throw createBadGateway(`The FHIR server failed (status ${status})`);
}

const defaultRetrySeconds = 5;

function createBusy(status: number, retryAfter: string | undefined): ServiceError {
  const seconds = /^\d{1,5}$/.test(retryAfter ?? "") ? Number(retryAfter) : defaultRetrySeconds;
  return new ServiceError("service_unavailable", {
    message: `The FHIR server is busy (status ${status}). Try again in ${seconds} seconds.`,
    headers: { "Retry-After": String(seconds) },
  });
}

/** Statuses that concern the console's credential, not the caller's request. */
const credentialStatuses: ReadonlySet<number> = new Set([401, 403, 407]);

/** Passes on why the server refused the request: its OperationOutcome, or one without details. */
function judgeRefusal(response: OutboundResponse, options: ResponseOptions): GatewayAnswer {
  const { status } = response;
  if (status === 429) assertAnswered(response);
  if (credentialStatuses.has(status)) {
    throw createBadGateway(`The FHIR server refused the console's credential (status ${status})`);
  }
  const headers = listHeaders(response, options);
  const body = isEncoded(response) ? null : readResource(response);
  if (getResourceType(body) === "OperationOutcome" && canReceiveAll(body, options)) {
    return { status, headers, body: print(body, options) };
  }
  return { status, headers, body: printJson(describeStatus(status)) };
}

function describeStatus(status: number) {
  const code = status === 404 || status === 410 ? "not-found" : "processing";
  const diagnostics = `The FHIR server answered with status ${status} and no details`;
  return { resourceType: "OperationOutcome", issue: [{ severity: "error", code, diagnostics }] };
}

export function isEncoded({ headers }: OutboundResponse): boolean {
  return (headers["content-encoding"] ?? "identity").toLowerCase() !== "identity";
}

const jsonType = /^(?:application\/(?:[\w.-]+\+)?json|text\/json)(?: *;|$)/i;

/** The resource in the response. Null: it has none in JSON. */
export function readResource({ headers, body }: OutboundResponse): unknown {
  if (!jsonType.test(headers["content-type"] ?? "")) return null;
  try {
    const parsed = parseJson(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return getResourceType(parsed) === null ? null : parsed;
  } catch {
    return null;
  }
}

/** An OperationOutcome can contain other resources. */
function canReceiveAll(body: unknown, { holder, judged }: ResponseOptions): boolean {
  const types = [...listFoundTypes(body, { isList: false })];
  if (judged.patientId !== null) return types.every((type) => type === "OperationOutcome");
  return types.every((type) => canReceive(holder, type, "everyone"));
}

function assertReceivable(body: unknown, { judged, holder, owner }: ResponseOptions): void {
  const { interaction, type: wanted } = judged.call;
  const isList = isPageInteraction(interaction);
  const type = getResourceType(body);
  const isNoList = isList && type !== "Bundle" && type !== "OperationOutcome";
  const isOther = (interaction === "read" || interaction === "vread") && type !== wanted;
  const isOwn = isOfPatient(body, judged, owner.server.baseUrl);
  if (hidesWhose(judged) && (isNoList || isOther || !isOwn)) throw notFound();
  if (isNoList) throw createBadGateway("The FHIR server did not answer with a Bundle");
  const reach = getReach(judged);
  const found = listFoundTypes(body, { isList });
  if (isOther || [...found].some((name) => !canReceive(holder, name, reach))) {
    throw createBadGateway("The FHIR server answered with resources of types that you can't read");
  }
  if (!isOwn) throw createBadGateway("The FHIR server answered with more than the data of the patient");
}

function print(body: unknown, options: ResponseOptions): string {
  const { baseUrl } = options.owner.server;
  if (isPageInteraction(options.judged.call.interaction)) hidePages(body, options);
  const printed = { body };
  const growth = { max: options.maxBytes, createError: createTooLarge };
  changeTexts(printed, createBaseChange(baseUrl, options.gatewayBase, growth));
  return printJson(printed.body);
}

/** Encrypts the links to other pages. A link that leads elsewhere is removed: a client would send its token there. */
function hidePages(body: unknown, { judged, owner, gatewayBase, nowMs, wideFeature }: ResponseOptions): void {
  const { interaction, type } = judged.call;
  const { patientId } = judged;
  replaceLinks(body, ({ relation, url }) => {
    const below = findBelowBase(owner.server.baseUrl, url);
    if (below === null || !isPageInteraction(interaction)) return null;
    if (relation === "self") return gatewayBase + below;
    const cursor = createCursor({ below, type, interaction, wideFeature, patientId }, owner, nowMs);
    return `${gatewayBase}/?_cursor=${encodeURIComponent(cursor)}`;
  });
}

function listHeaders({ headers }: OutboundResponse, options: ResponseOptions): Record<string, string> {
  const listed: Record<string, string> = {};
  if (headers.etag !== undefined) listed.ETag = headers.etag;
  if (headers["last-modified"] !== undefined) listed["Last-Modified"] = headers["last-modified"];
  const location = toGateway(headers.location, options);
  if (location !== null) listed.Location = location;
  const contentLocation = toGateway(headers["content-location"], options);
  if (contentLocation !== null) listed["Content-Location"] = contentLocation;
  return listed;
}

/** An address of the server at the gateway. Null: none, or one that isn't below the base URL. */
function toGateway(address: string | undefined, { owner, gatewayBase }: ResponseOptions): string | null {
  const below = address === undefined ? null : findBelowBase(owner.server.baseUrl, address);
  return below === null ? null : gatewayBase + below;
}
