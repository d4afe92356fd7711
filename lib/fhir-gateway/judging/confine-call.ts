import { type FhirHolder, findMissing } from "#lib/domain/fhir/access.ts";
import { findCompartmentParameter, isSharedType } from "#lib/domain/fhir/patient/compartment.ts";
import { confineParameters } from "#lib/domain/fhir/patient/confine-parameters.ts";
import type { JudgedCall } from "./read-call.ts";
import { assertHolds, createMissing, refuseForPatient } from "./refusals.ts";

/**
 * Decides once for a request whose data it reaches: everyone's, if the caller has that, and otherwise that of the patient in
 * context, with parameters that limit it. Throws what the caller gets if neither is possible. `base`: the server's base URL.
 */
export function decideReach(judged: JudgedCall, holder: FhirHolder, base: string): JudgedCall {
  // Another page of a patient's result stays one, whatever the caller has now.
  if (judged.patientId !== null) {
    if (holder.grant?.patientId !== judged.patientId) throw refuseForPatient("results for other patients");
    assertHolds(holder, judged.needs, "patient");
    return judged;
  }
  const missing = findMissing(holder, judged.needs, "everyone");
  if (missing === null) return judged;
  const patientId = holder.grant?.patientId ?? null;
  const hasPatientScope = holder.smartScopes.some((scope) => scope.startsWith("patient/"));
  if (patientId === null || !hasPatientScope || judged.isPage) {
    throw createMissing(holder, missing, "everyone");
  }
  const refused = findRefused(judged);
  if (refused !== null) throw refuseForPatient(refused);
  assertHolds(holder, judged.needs, "patient");
  return confine({ ...judged, patientId }, base);
}

/** What can't be limited to one patient. Null: the request can be. */
function findRefused({ call, needs, headers }: JudgedCall): string | null {
  const { interaction, type, isConditional } = call;
  const wide = needs.find(({ feature }) => feature !== null);
  if (wide !== undefined) return wide.feature;
  if (isConditional || headers["If-None-Exist"] !== undefined) return "conditional changes";
  if (interaction === "patch") return "patches";
  if (interaction === "history-type") return "the history of a type";
  if (type === null) return "the whole server";
  if (isSharedType(type)) {
    const isSingle = interaction === "read" || interaction === "vread";
    return isSingle ? null : "more than reading resources of this type by their id";
  }
  if (findCompartmentParameter(type) === null) return "resources of this type";
  const isLife = interaction === "create" || interaction === "delete";
  return type === "Patient" && isLife ? "creating and deleting patients" : null;
}

const changes = new Set<string>(["create", "update", "delete"]);

function confine(judged: JudgedCall, base: string): JudgedCall {
  const { call, below, method } = judged;
  const [path = "", query = ""] = below.split("?");
  const text = confineText(query, judged, {
    base,
    isSearch: call.interaction === "search-type" && method === "GET",
  });
  return {
    ...judged,
    below: path + (text === "" ? "" : `?${text}`),
    headers: confineHeaders(judged),
  };
}

/** A condition would show whether a resource has changed before anyone knows whose it is. */
function confineHeaders({ call, headers }: JudgedCall): Record<string, string> {
  const { Prefer, "If-Match": match } = headers;
  if (call.interaction === "search-type") return { Prefer: "handling=strict" };
  return {
    ...(Prefer === undefined ? {} : { Prefer }),
    ...(match !== undefined && changes.has(call.interaction) ? { "If-Match": match } : {}),
  };
}

/** Limits parameters, in the form in which they are sent on, to the patient. */
export function confineText(
  text: string,
  { call, patientId }: Pick<JudgedCall, "call" | "patientId">,
  { base, isSearch }: { base: string; isSearch: boolean },
): string {
  if (patientId === null) return text;
  const type = call.type ?? "";
  const given = [...new URLSearchParams(text)];
  const confined = confineParameters(given, { type, patientId, bases: [base], isSearch });
  if (confined.outcome === "refused") throw refuseForPatient(confined.reason);
  return new URLSearchParams(confined.parameters).toString();
}
