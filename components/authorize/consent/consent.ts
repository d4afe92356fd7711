import { describeScope } from "#components/grants/scope-words.ts";
import type { PatientChoice } from "#lib/domain/launch/authorization.ts";

interface OfferedItem {
  /** Scopes that mean the same to people are one item. */
  scopes: string[];
  text: string;
  changes: boolean;
  /** Whether the person can leave it out. */
  isOptional: boolean;
}

export interface OfferGroups {
  patient: OfferedItem[];
  user: OfferedItem[];
  more: OfferedItem[];
}

/** Whether the app can ask to keep access while the person isn't using it. The page shows it apart: it says how long access lasts. */
export function canLast(offered: readonly string[]): boolean {
  return offered.includes(lasting);
}

/** The scope for that. */
export const lasting = "offline_access";

/** What the app asks for, by whose data it is about. */
export function groupOffer(offered: readonly string[]): OfferGroups {
  const groups: OfferGroups = { patient: [], user: [], more: [] };
  for (const scope of offered) {
    if (scope === lasting) continue;
    const { text, about, changes } = describeScope(scope);
    const isData = about === "patient" || about === "user";
    const group = isData ? groups[about] : groups.more;
    const isFixed = about === "identity" || about === "context";
    const same = group.find((item) => item.text === text);
    if (same === undefined) group.push({ scopes: [scope], text, changes, isOptional: !isFixed });
    else same.scopes.push(scope);
  }
  return groups;
}

/** What the person agrees to, out of what is offered. */
export function listAgreed(offered: readonly string[], unchecked: ReadonlySet<string>): string[] {
  return offered.filter((scope) => !unchecked.has(scope));
}

export type ConsentProblem = "nothing" | "noPatient";

function needsPatient(agreed: readonly string[]): boolean {
  return agreed.some((scope) => scope === "launch/patient" || scope.startsWith("patient/"));
}

/** Why the answer can't be sent yet. The server checks it again. Without any patient to choose, the page only lets people deny. */
export function findConsentProblem(
  agreed: readonly string[],
  kind: PatientChoice["kind"],
  chosen: string | null,
): ConsentProblem | null {
  const gives = agreed.some((scope) => ["patient", "user", "identity"].includes(describeScope(scope).about));
  if (!gives) return "nothing";
  if (!needsPatient(agreed)) return null;
  return kind === "search" && chosen === null ? "noPatient" : null;
}
