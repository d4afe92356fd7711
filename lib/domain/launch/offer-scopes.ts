import { isWithinScopes } from "#lib/domain/apps/scopes.ts";
import { firstNotation, readSmartScope, type SmartScope } from "#lib/domain/apps/smart-scope.ts";
import type { PatientChoice, ScopeOffer, WithheldReason } from "./authorization.ts";

/** What the person may do, in letters of SMART scopes, by the level of a scope. */
type PersonLetters = Readonly<Record<"user" | "patient", string>>;

export interface OfferFacts {
  requested: readonly string[];
  /** The scopes that the app is registered with. */
  registered: readonly string[];
  letters: PersonLetters;
  /** What opened the app. Null: it was opened by itself. */
  launch: { patientId: string | null; encounterId: string | null } | null;
}

/** What apps can request for people: of SMART scopes, all of the levels `patient/` and `user/`. */
export const personScopes = [
  "openid",
  "fhirUser",
  "launch",
  "launch/patient",
  "launch/encounter",
  "offline_access",
  "patient/*.cruds",
  "patient/*.rs",
  "user/*.cruds",
  "user/*.rs",
] as const;

const allLetters = "cruds";

type Piece = Pick<SmartScope, "type" | "interactions">;

/** Scopes that every app can request: they open no data by themselves. */
const unregistered = ["openid", "fhirUser", "launch/patient", "offline_access"];

function keep(letters: string, allowed: string): string {
  return [...letters].filter((letter) => allowed.includes(letter)).join("");
}

/** The parts of a requested scope that the app is registered with: by type, if the request is for all types. */
function intersect(wanted: SmartScope, registered: readonly string[]): Piece[] {
  const held = registered.map(readSmartScope).filter((scope) => scope?.level === wanted.level);
  const types = wanted.type === "*" ? [...new Set(held.map((scope) => scope?.type ?? "*"))] : [wanted.type];
  const pieces = types.map((type) => ({
    type,
    interactions: held
      .filter((scope) => scope?.type === "*" || scope?.type === type)
      .reduce((letters, scope) => letters + (scope?.interactions ?? ""), ""),
  }));
  const parts = pieces.map(({ type, interactions }) => ({
    type,
    interactions: keep(wanted.interactions, interactions),
  }));
  const all = parts.find(({ type }) => type === "*");
  // What the part for all types already says isn't said again.
  const isMore = (part: Piece) =>
    part === all || keep(part.interactions, all?.interactions ?? "") !== part.interactions;
  return parts.filter((part) => part.interactions !== "" && isMore(part));
}

/** In the notation of SMART 1.0 if the app requested that one and it can say it. */
function print(requested: string, level: string, { type, interactions }: Piece): string {
  const isFirst = /\.(?:read|write|\*)$/.test(requested);
  const name = Object.keys(firstNotation).find((text) => firstNotation[text] === interactions);
  return `${level}/${type}.${isFirst && name !== undefined ? name : interactions}`;
}

interface Offered {
  offered: string[];
  reasons: WithheldReason[];
}

function offerData(requested: string, wanted: SmartScope, { registered, letters }: OfferFacts): Offered {
  const { level } = wanted;
  if (level === "system") return { offered: [], reasons: ["unsupported"] };
  const pieces = intersect(wanted, registered);
  const isWhole = pieces.some(
    ({ type, interactions }) => type === wanted.type && interactions === wanted.interactions,
  );
  const allowed = pieces.map(({ type, interactions }) => ({
    type,
    interactions: keep(interactions, letters[level]),
  }));
  const isAllowed = pieces.every(({ interactions }) => keep(interactions, letters[level]) === interactions);
  return {
    offered: allowed
      .filter((piece) => piece.interactions !== "")
      .map((piece) => print(requested, level, piece)),
    reasons: [...(isWhole ? [] : ["app" as const]), ...(isAllowed ? [] : ["role" as const])],
  };
}

function offerScope(requested: string, facts: OfferFacts): Offered {
  const { launch } = facts;
  const isOffered =
    unregistered.includes(requested) ||
    (requested === "launch" && launch !== null) ||
    (requested === "launch/encounter" && launch !== null && launch.encounterId !== null);
  if (isOffered) return { offered: [requested], reasons: [] };
  // Many apps request it each time. Without a launch, there is nothing to give and nothing to say.
  if (requested === "launch") return { offered: [], reasons: [] };
  const smart = readSmartScope(requested);
  return smart === null ? { offered: [], reasons: ["unsupported"] } : offerData(requested, smart, facts);
}

/** What the person can agree to, of what the app requests: within the app's own scopes, and what the person may do. */
export function offerScopes(facts: OfferFacts): ScopeOffer {
  const results = facts.requested.map((scope) => ({ scope, ...offerScope(scope, facts) }));
  return {
    offered: [...new Set(results.flatMap(({ offered }) => offered))],
    withheld: results.flatMap(({ scope, reasons: [reason] }) =>
      reason === undefined ? [] : [{ scope, reason }],
    ),
  };
}

/** Whether there is anything for the person to agree to: data, or who they are. */
export function opensAnything(scopes: readonly string[]): boolean {
  return scopes.some((scope) => scope === "openid" || readSmartScope(scope) !== null);
}

/** Whether these scopes need a patient in context (SMART App Launch 2.2, "Scopes for requesting context data"). */
export function needsPatient(scopes: readonly string[]): boolean {
  return scopes.some((scope) => scope === "launch/patient" || readSmartScope(scope)?.level === "patient");
}

/** Whether someone who may do everything could agree to anything. If not, it's the app that asks for the wrong scopes. */
export function opensForOthers(facts: Omit<OfferFacts, "letters">): boolean {
  const letters = { user: allLetters, patient: allLetters };
  return opensAnything(offerScopes({ ...facts, letters }).offered);
}

export interface PatientFacts {
  scopes: readonly string[];
  /** Of the launch. Null: it names none, or there is none. */
  launchPatientId: string | null;
  /** The record of the person on this server. Null: they are no patient there. */
  ownPatientId: string | null;
  /** Whether the person may read every patient's data. */
  canSearch: boolean;
}

/** How the patient in context is found. */
export function choosePatient({
  scopes,
  launchPatientId,
  ownPatientId,
  canSearch,
}: PatientFacts): PatientChoice {
  if (launchPatientId !== null) return { kind: "given", patientId: launchPatientId };
  if (!needsPatient(scopes)) return { kind: "none" };
  if (canSearch) return { kind: "search" };
  return ownPatientId === null ? { kind: "impossible" } : { kind: "given", patientId: ownPatientId };
}

/** What the person may do with the records of a server, by their role, and with their own if they are a patient there. */
export function listPersonLetters(
  permissions: ReadonlySet<string>,
  isOwnRecord: boolean,
): Record<"user" | "patient", string> {
  const allowed =
    (permissions.has("fhir.data:read") ? "rs" : "") + (permissions.has("fhir.data:write") ? "cud" : "");
  const user = keep(allLetters, allowed);
  return { user, patient: isOwnRecord ? allLetters : user };
}

/** The id in a reference to a Patient. Null: it is to something else. */
export function readPatientId(reference: string | null): string | null {
  return reference?.startsWith("Patient/") === true ? reference.slice("Patient/".length) : null;
}

const personNames: readonly string[] = personScopes;

/** What of the granted scopes the app still has: it can have lost some since then. Nothing that is only for services. */
export function listCurrentScopes(granted: readonly string[], registered: readonly string[]): string[] {
  return granted.filter((scope) => {
    const smart = readSmartScope(scope);
    if (smart === null) return personNames.includes(scope);
    return smart.level !== "system" && isWithinScopes(registered, scope);
  });
}
