/** The levels of a SMART scope: a patient's data, what a person can reach, or what a program can reach by itself. */
const levels = ["patient", "user", "system"] as const;

export type SmartLevel = (typeof levels)[number];

/** A scope for data of a FHIR server (SMART App Launch 2.2, "Scopes for requesting FHIR Resources"). */
export interface SmartScope {
  level: SmartLevel;
  /** A type of resource, or `*` for all. */
  type: string;
  /** Some of `c`, `r`, `u`, `d` and `s`, in this order: create, read, update, delete and search. */
  interactions: string;
}

/** The interactions in the notation of SMART 1.0. */
export const firstNotation: Readonly<Record<string, string>> = { read: "rs", write: "cud", "*": "cruds" };

const form = /^(patient|user|system)\/([A-Z][A-Za-z]{0,63}|\*)\.(c?r?u?d?s?|read|write|\*)$/;

/** Reads a SMART scope such as `system/Observation.rs`. Null: the text is another scope, or not in this form. */
export function readSmartScope(text: string): SmartScope | null {
  const [, level, type = "", access = ""] = form.exec(text) ?? [];
  const known = levels.find((name) => name === level);
  if (known === undefined || access === "") return null;
  return { level: known, type, interactions: firstNotation[access] ?? access };
}

/** Whether the held scope allows everything that the other one does. */
export function coversSmartScope(held: SmartScope, wanted: SmartScope): boolean {
  const coversType = held.type === "*" || held.type === wanted.type;
  const coversAccess = [...wanted.interactions].every((interaction) =>
    held.interactions.includes(interaction),
  );
  return held.level === wanted.level && coversType && coversAccess;
}
