import { readSmartScope, type SmartLevel } from "#lib/domain/apps/smart-scope.ts";
import type { GrantRecord } from "#lib/domain/keys/key-record.ts";
import type { FhirCall, Interaction } from "./fhir-call.ts";

const readDataPermission = "fhir.data:read";
const writeDataPermission = "fhir.data:write";

/** What a key or token holds. Only data, so that it can be sent to another thread. */
export interface FhirHolder {
  permissions: ReadonlySet<string>;
  smartScopes: readonly string[];
  /** What a person gave the app, whose token it is. Null: nobody did. */
  grant: Pick<GrantRecord, "patientId" | "letters"> | null;
}

/** Whose data is reached: everyone's, or that of the patient in context only. */
export type Reach = "everyone" | "patient";

/** `c`, `r`, `u`, `d` and `s`, as in SMART scopes. */
type Letter = "c" | "r" | "u" | "d" | "s";

/** What a request needs: these letters for one type, or for all (null). */
export interface FhirNeed {
  type: string | null;
  letters: readonly Letter[];
  /** The reason why every type is needed, for the error. */
  feature: string | null;
}

const lettersByPermission: readonly [permission: string, letters: string][] = [
  [readDataPermission, "rs"],
  [writeDataPermission, "cud"],
];

/**
 * Of the letters of a scope, those that count. A token of an app that acts by itself has `system/` only. With a person, the
 * others count, as far as the person may do it themselves.
 */
function limitLetters(level: SmartLevel, letters: string, grant: FhirHolder["grant"]): string {
  if (level === "system") return grant === null ? letters : "";
  if (grant === null || (level === "patient" && grant.patientId === null)) return "";
  return [...letters].filter((letter) => grant.letters[level].includes(letter)).join("");
}

/** The letters that the caller has for a type. For null: those that it has for every type. */
function listLetters(
  { permissions, smartScopes, grant }: FhirHolder,
  type: string | null,
  reach: Reach,
): Set<string> {
  const held = new Set<string>();
  for (const [permission, letters] of reach === "everyone" ? lettersByPermission : []) {
    if (permissions.has(permission)) for (const letter of letters) held.add(letter);
  }
  for (const text of smartScopes) {
    const scope = readSmartScope(text);
    if (scope === null || (scope.level === "patient") !== (reach === "patient")) continue;
    if (scope.type !== "*" && scope.type !== type) continue;
    for (const letter of limitLetters(scope.level, scope.interactions, grant)) held.add(letter);
  }
  return held;
}

const lettersByInteraction: Readonly<Record<Interaction, readonly Letter[]>> = {
  read: ["r"],
  vread: ["r"],
  "history-instance": ["r"],
  "history-type": ["s"],
  "search-type": ["s"],
  create: ["c"],
  update: ["u"],
  patch: ["u"],
  delete: ["d"],
  "history-system": ["r", "s"],
  "search-system": ["r", "s"],
  batch: ["c", "r", "u", "d", "s"],
  operation: ["c", "r", "u", "d", "s"],
  page: ["s"],
};

const wholeFeatures: Partial<Record<Interaction, string>> = {
  "history-system": "the history of the whole server",
  "search-system": "a search of the whole server",
  batch: "a batch or transaction",
  operation: "an operation",
};

const changesResource: ReadonlySet<Interaction> = new Set<Interaction>(["create", "update", "patch"]);

/** Everything that a request needs. A condition is a search, because its result shows whether there is such a resource. */
export function listNeeds(
  { interaction, type, isConditional }: Pick<FhirCall, "interaction" | "type" | "isConditional">,
  wideFeature: string | null,
): FhirNeed[] {
  const letters = lettersByInteraction[interaction];
  const feature = wholeFeatures[interaction] ?? null;
  // An operation of one type can read and change any other.
  const needs: FhirNeed[] = [{ type: feature === null ? type : null, letters, feature }];
  if (isConditional) needs.push({ type, letters: ["s"], feature: null });
  // It can name any type in its criteria, and sends what it finds to an address of its own.
  if (type === "Subscription" && changesResource.has(interaction)) {
    needs.push({ type: null, letters: ["r", "s"], feature: "a subscription" });
  }
  if (wideFeature !== null) needs.push({ type: null, letters: ["r", "s"], feature: wideFeature });
  return needs;
}

/** The first need that the caller doesn't meet. */
export function findMissing(holder: FhirHolder, needs: readonly FhirNeed[], reach: Reach): FhirNeed | null {
  return (
    needs.find(({ type, letters }) => {
      const held = listLetters(holder, type, reach);
      return !letters.every((letter) => held.has(letter));
    }) ?? null
  );
}

/** Whether the token has the scopes, and the person who gave it can't do as much themselves. */
export function isBeyondPerson(holder: FhirHolder, needs: readonly FhirNeed[], reach: Reach): boolean {
  if (holder.grant === null) return false;
  const letters = { user: "cruds", patient: "cruds" };
  return findMissing({ ...holder, grant: { ...holder.grant, letters } }, needs, reach) === null;
}

/** The level of the scopes that the caller has. */
function findLevel({ smartScopes, grant }: FhirHolder): SmartLevel {
  if (grant === null) return "system";
  const isOfPatient = grant.patientId !== null && smartScopes.some((scope) => scope.startsWith("patient/"));
  return isOfPatient ? "patient" : "user";
}

/** The scope that would meet the need, in the form of the scopes that the caller has. */
export function nameMissing(holder: FhirHolder, { type, letters }: FhirNeed): string {
  if (holder.smartScopes.length > 0 || holder.grant !== null) {
    return `${findLevel(holder)}/${type ?? "*"}.${letters.join("")}`;
  }
  const needed = lettersByPermission.filter(([, own]) => letters.some((letter) => own.includes(letter)));
  return needed.map(([permission]) => permission).join(" ");
}

/** Whether a resource of this type can be sent to the caller: it can read the type, or find it. */
export function canReceive(holder: FhirHolder, type: string, reach: Reach): boolean {
  if (type === "OperationOutcome") return true;
  const held = listLetters(holder, type, reach);
  return held.has("r") || held.has("s");
}

/** Whether the caller gets the resource that it has written. */
export function canReadWritten(holder: FhirHolder, type: string | null, reach: Reach): boolean {
  return listLetters(holder, type, reach).has("r");
}
