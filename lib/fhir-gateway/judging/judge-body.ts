import { ServiceError } from "#lib/domain/common/errors.ts";
import type { FhirNeed } from "#lib/domain/fhir/access.ts";
import { listPatchNeeds } from "#lib/domain/fhir/bodies/patch.ts";
import { listReferenceNeeds } from "#lib/domain/fhir/bodies/searching-reference.ts";
import { changeTexts, parseJson, printJson } from "#lib/domain/fhir/exact-json.ts";
import type { Interaction } from "#lib/domain/fhir/fhir-call.ts";
import { getResourceType } from "#lib/domain/fhir/found-types.ts";
import { createBaseChange } from "#lib/domain/fhir/links.ts";
import { namesOnlyPatient } from "#lib/domain/fhir/patient/compartment.ts";
import { confineText } from "./confine-call.ts";
import { type JudgedCall, judge } from "./read-call.ts";
import { refuseForPatient, refuseRequest } from "./refusals.ts";

export interface JudgedBody {
  bytes: Uint8Array;
  contentType: string;
  /** In addition to those of the call. */
  needs: FhirNeed[];
  wideFeature: string | null;
}

const formType = "application/x-www-form-urlencoded";
const patchType = "application/json-patch+json";
const fhirType = "application/fhir+json";
const jsonTypes = [fhirType, "application/json"];

const typesByInteraction: Partial<Record<Interaction, readonly string[]>> = {
  create: jsonTypes,
  update: jsonTypes,
  patch: [patchType, fhirType],
  batch: jsonTypes,
  operation: jsonTypes,
  "search-type": [formType],
  "search-system": [formType],
};

export interface BodyOptions {
  judged: JudgedCall;
  /** The header, as it arrived. */
  contentType: string | null;
  /** The gateway's base URL, and the server's, which replaces it. */
  from: string;
  to: string;
  /** By how much the second may make the body longer. */
  maxBytes: number;
}

/** The request would be too large with the server's own base URL. */
export function createGrown(): ServiceError {
  return new ServiceError("payload_too_large", {
    message: "The request is too large with the FHIR server's own address",
  });
}

/** Whether requests like this one have a body. That of others isn't read. */
export function hasBody({ call, method }: JudgedCall): boolean {
  return typesByInteraction[call.interaction] !== undefined && method !== "GET" && method !== "DELETE";
}

/** Reads what is in a body, and prints it as it is sent on. Throws what the caller gets if it can't be sent on. */
export function judgeBody(
  bytes: Uint8Array,
  { judged, contentType: header, from, to, maxBytes }: BodyOptions,
): JudgedBody {
  const types = typesByInteraction[judged.call.interaction] ?? [];
  const contentType = readType(header);
  const isEmptyForm = bytes.byteLength === 0 && types.includes(formType);
  if (!isEmptyForm && !types.includes(contentType)) {
    const message = `The request body must be ${types.join(" or ")}, in UTF-8`;
    throw new ServiceError("unsupported_media_type", { message });
  }
  const text = decode(bytes);
  const toUpstream = createBaseChange(from, to, { max: maxBytes, createError: createGrown });
  if (types.includes(formType)) return judgeForm(text, judged, { base: to, toUpstream });
  return judgeJson(text, judged, { contentType, base: to, toUpstream });
}

/** The media type in lowercase. Empty: not sent, or in another charset. */
function readType(header: string | null): string {
  const [type = "", ...parameters] = (header ?? "").split(";").map((part) => part.trim().toLowerCase());
  const isKnown = parameters.every(
    (text) => text === "" || /^(?:charset="?utf-?8"?|fhirversion=[\d.]+)$/.test(text),
  );
  return isKnown ? type : "";
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refuseRequest("The request body is not valid UTF-8");
  }
}

interface Upstream {
  /** The server's base URL. */
  base: string;
  toUpstream: (text: string) => string;
}

function judgeForm(text: string, judged: JudgedCall, { base, toUpstream }: Upstream): JudgedBody {
  const form = judge([...new URLSearchParams(text)], "search", { toUpstream });
  const { wideFeature } = form;
  if (wideFeature !== null && judged.patientId !== null) throw refuseForPatient(wideFeature);
  const sent = confineText(form.text, judged, { base, isSearch: true });
  const needs: FhirNeed[] =
    wideFeature === null ? [] : [{ type: null, letters: ["r", "s"], feature: wideFeature }];
  return { bytes: Buffer.from(sent), contentType: formType, needs, wideFeature };
}

function judgeJson(
  text: string,
  judged: JudgedCall,
  { contentType, base, toUpstream }: Upstream & { contentType: string },
): JudgedBody {
  const { call } = judged;
  const body = parse(text);
  if (contentType === patchType) assertPatch(body);
  else assertResource(body, call);
  const changed = { body };
  changeTexts(changed, toUpstream);
  assertOfPatient(changed.body, judged, base);
  const sentType = contentType === patchType ? patchType : fhirType;
  const isPatch = call.interaction === "patch";
  const references = listReferenceNeeds(body, { isPatch });
  const [searching] = references;
  if (searching !== undefined && judged.patientId !== null) throw refuseForPatient("a reference by a search");
  const needs = [...(isPatch ? listPatchNeeds(call.type, body) : []), ...references];
  return { bytes: Buffer.from(printJson(changed.body)), contentType: sentType, needs, wideFeature: null };
}

function parse(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    // The parser's message has a part of the body.
    throw refuseRequest("The request body is not valid JSON");
  }
}

function assertResource(body: unknown, { interaction, type }: JudgedCall["call"]): void {
  const found = getResourceType(body);
  if (found === null) throw refuseRequest("The request body is not a FHIR resource");
  if ((interaction === "create" || interaction === "update") && found !== type) {
    throw refuseRequest("The resource in the request body is of another type than the path");
  }
  if (interaction === "patch" && found !== "Parameters") {
    throw refuseRequest("A patch is JSON Patch or a Parameters resource");
  }
  if (interaction === "batch" && !isBatch(body)) {
    throw refuseRequest("The request body must be a Bundle of type batch or transaction");
  }
}

/** A resource that is written with access to one patient belongs to that patient only, and keeps its id. */
function assertOfPatient(body: unknown, { call, patientId }: JudgedCall, base: string): void {
  if (patientId === null) return;
  if (!namesOnlyPatient(body, patientId, [base])) {
    throw refuseForPatient("resources that belong to no patient or to another one");
  }
  const id = typeof body === "object" && body !== null && "id" in body ? body.id : null;
  const isKept = typeof id === "string" && call.path === `/${call.type}/${id}`;
  if (call.interaction === "update" && !isKept) {
    throw refuseRequest("The resource in the request body has another id than the path");
  }
}

function isBatch(body: unknown): boolean {
  if (getResourceType(body) !== "Bundle" || typeof body !== "object" || body === null) return false;
  return "type" in body && (body.type === "batch" || body.type === "transaction");
}

/** JSON Patch (RFC 6902) that leaves the resource's type as it is. */
function assertPatch(body: unknown): void {
  if (!Array.isArray(body)) throw refuseRequest("A JSON Patch is a list of operations");
  for (const operation of body as unknown[]) {
    const path =
      typeof operation === "object" && operation !== null && "path" in operation ? operation.path : null;
    if (typeof path !== "string" || !path.startsWith("/") || path === "/resourceType") {
      throw refuseRequest("A JSON Patch can't replace the whole resource or its type");
    }
  }
}
