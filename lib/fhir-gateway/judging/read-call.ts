import type { ApiRequest } from "#lib/api/request/api-request.ts";
import { methodNotAllowed, notFound, ServiceError } from "#lib/domain/common/errors.ts";
import {
  canReadWritten,
  type FhirHolder,
  type FhirNeed,
  listNeeds,
  type Reach,
} from "#lib/domain/fhir/access.ts";
import { type FhirCall, readFhirCall } from "#lib/domain/fhir/fhir-call.ts";
import { getParameterUse, judgeParameters, type ParameterUse } from "#lib/domain/fhir/parameters.ts";
import { openCursor, type PageOwner } from "./cursors.ts";
import { refuseRequest } from "./refusals.ts";

/** A request that has been read but for its body. */
export interface JudgedCall {
  call: FhirCall;
  needs: FhirNeed[];
  wideFeature: string | null;
  /** Path and query below the base URL. */
  below: string;
  method: string;
  headers: Record<string, string>;
  /** Whether it is another page of a result, whose parameters only the server knows. */
  isPage: boolean;
  /** The only patient whose data it reaches. Null: the caller reaches everyone's, or nothing has been decided yet. */
  patientId: string | null;
}

export function getReach({ patientId }: Pick<JudgedCall, "patientId">): Reach {
  return patientId === null ? "everyone" : "patient";
}

interface CallOptions {
  below: string;
  owner: PageOwner;
  nowMs: number;
  /** Changes the gateway's base URL to the server's. */
  toUpstream: (text: string) => string;
}

/** Reads the method, path, query and headers of a request. Throws what the caller gets if any of them isn't known. */
export function readCall(request: ApiRequest, options: CallOptions): JudgedCall {
  const method = request.method === "HEAD" ? "GET" : request.method;
  const given = [...new URLSearchParams(request.search)];
  const isRoot = options.below === "" || options.below === "/";
  if (method === "GET" && isRoot && given.some(([name]) => name === "_cursor"))
    return readPage(given, options);
  const read = readFhirCall(method, options.below);
  if (read.outcome === "unknown_path") throw notFound();
  if (read.outcome === "unknown_method") throw methodNotAllowed(read.methods);
  const { call } = read;
  const query = judge(given, getParameterUse(call), options);
  if (call.isConditional && query.text === "") {
    throw refuseRequest("Add parameters that say which resource is meant, or its id");
  }
  const headers = readHeaders(request, call);
  const condition = readCondition(request, call, options);
  if (condition !== null) headers["If-None-Exist"] = condition.text;
  const wideFeature = query.wideFeature ?? condition?.wideFeature ?? null;
  const isConditional = call.isConditional || condition !== null;
  return {
    call,
    needs: listNeeds({ ...call, isConditional }, wideFeature),
    wideFeature,
    below: call.path + (query.text === "" ? "" : `?${query.text}`),
    method,
    headers,
    isPage: false,
    patientId: null,
  };
}

/** Opens a link to another page. What it needs is compared with the caller's permissions of now. */
function readPage(
  given: readonly [string, string][],
  { owner, nowMs }: Pick<CallOptions, "owner" | "nowMs">,
): JudgedCall {
  const cursors = given.filter(([name]) => name === "_cursor");
  const judged = judgeParameters(
    given.filter(([name]) => name !== "_cursor"),
    "none",
  );
  if (judged.outcome === "invalid") throw refuseRequest(judged.message);
  const [[, cursor] = ["", ""]] = cursors;
  if (cursors.length !== 1) throw refuseRequest("_cursor: send it once");
  const { below, type, interaction, wideFeature, patientId = null } = openCursor(cursor, owner, nowMs);
  const call: FhirCall = { interaction, type, path: below, isConditional: false };
  const needs = listNeeds(call, wideFeature);
  return { call, needs, wideFeature, below, method: "GET", headers: {}, isPage: true, patientId };
}

/** The parameters in the one form in which they are sent on. */
export function judge(
  given: readonly [string, string][],
  use: ParameterUse,
  { toUpstream }: Pick<CallOptions, "toUpstream">,
): { text: string; wideFeature: string | null } {
  const judged = judgeParameters(given, use);
  if (judged.outcome === "invalid") throw refuseRequest(judged.message);
  const sent = judged.parameters.map(([name, value]) => [name, toUpstream(value)]);
  return { text: new URLSearchParams(sent).toString(), wideFeature: judged.wideFeature };
}

/** Headers of conditions, as they are. All others stay here. */
const passedHeaders = ["If-Match", "If-None-Match", "If-Modified-Since"] as const;

const preferences: ReadonlySet<string> = new Set([
  ...["return=minimal", "return=representation", "return=operationoutcome"],
  ...["handling=strict", "handling=lenient"],
]);

function readHeaders(request: ApiRequest, { interaction }: FhirCall): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of passedHeaders) {
    const value = request.readHeader(name.toLowerCase());
    if (value === null) continue;
    if (!/^[\x20-\x7e]{1,500}$/.test(value)) throw refuseRequest(`${name}: not a valid header`);
    headers[name] = value;
  }
  const prefer = (request.readHeader("prefer") ?? "")
    .split(/[,;]/)
    .map((part) => part.trim())
    .filter((part) => preferences.has(part.toLowerCase()));
  if (prefer.length > 0) headers.Prefer = prefer.join(", ");
  if (interaction === "operation" || interaction === "batch") delete headers["If-None-Match"];
  return headers;
}

/** The parameters of If-None-Exist, which create a resource only if no other one has them. Null: not sent. */
function readCondition(
  request: ApiRequest,
  { interaction }: FhirCall,
  options: Pick<CallOptions, "toUpstream">,
): { text: string; wideFeature: string | null } | null {
  const value = request.readHeader("if-none-exist");
  if (value === null || interaction !== "create") return null;
  const condition = judge([...new URLSearchParams(value.replace(/^[^?]*\?/, ""))], "criteria", options);
  if (condition.text === "") throw new ServiceError("invalid_request", { message: "If-None-Exist is empty" });
  return condition;
}

/** Whether the caller may write a resource but not read it, so that it must not get it back. */
export function hidesWritten(judged: JudgedCall, holder: FhirHolder): boolean {
  const { call } = judged;
  const isWrite = ["create", "update", "patch"].includes(call.interaction);
  return isWrite && !canReadWritten(holder, call.type, getReach(judged));
}
