import { readSmartScope } from "#lib/domain/apps/smart-scope.ts";
import type { FhirCall, Interaction } from "./fhir-call.ts";

const readDataPermission = "fhir.data:read";
const writeDataPermission = "fhir.data:write";

/** What a key or token holds. */
export interface FhirHolder {
  permissions: ReadonlySet<string>;
  smartScopes: readonly string[];
}

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

/** The letters that the caller has for a type. For null: those that it has for every type. */
function listLetters({ permissions, smartScopes }: FhirHolder, type: string | null): Set<string> {
  const held = new Set<string>();
  for (const [permission, letters] of lettersByPermission) {
    if (permissions.has(permission)) for (const letter of letters) held.add(letter);
  }
  for (const text of smartScopes) {
    const scope = readSmartScope(text);
    // Other levels depend on a person or a patient, whom no token names yet.
    if (scope === null || scope.level !== "system") continue;
    if (scope.type !== "*" && scope.type !== type) continue;
    for (const letter of scope.interactions) held.add(letter);
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
export function findMissing(holder: FhirHolder, needs: readonly FhirNeed[]): FhirNeed | null {
  return (
    needs.find(({ type, letters }) => {
      const held = listLetters(holder, type);
      return !letters.every((letter) => held.has(letter));
    }) ?? null
  );
}

/** The scope that would meet the need, in the form of the scopes that the caller has. */
export function nameMissing({ smartScopes }: FhirHolder, { type, letters }: FhirNeed): string {
  if (smartScopes.length > 0) return `system/${type ?? "*"}.${letters.join("")}`;
  const needed = lettersByPermission.filter(([, own]) => letters.some((letter) => own.includes(letter)));
  return needed.map(([permission]) => permission).join(" ");
}

/** Whether a resource of this type can be sent to the caller: it can read the type, or find it. */
export function canReceive(holder: FhirHolder, type: string): boolean {
  if (type === "OperationOutcome") return true;
  const held = listLetters(holder, type);
  return held.has("r") || held.has("s");
}

/** Whether the caller gets the resource that it has written. */
export function canReadWritten(holder: FhirHolder, type: string | null): boolean {
  return listLetters(holder, type).has("r");
}
