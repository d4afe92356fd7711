import type { FhirCall } from "./fhir-call.ts";

/** What the parameters of a request are for. `criteria` chooses what a write changes. */
export type ParameterUse = "search" | "history" | "read" | "criteria" | "operation" | "none";

export type JudgedParameters =
  | {
      outcome: "valid";
      /** To be sent on. */
      parameters: [name: string, value: string][];
      /** What reaches resources of types that the path doesn't name, for the error. Null: nothing does. */
      wideFeature: string | null;
    }
  | { outcome: "invalid"; message: string };

/** Results are always compact JSON, so these are checked and not sent on. */
const formatNames: ReadonlySet<string> = new Set(["_format", "_pretty"]);
const jsonFormats = /^(?:json|text\/json|application\/(?:fhir\+)?json)(?: *;.*)?$/i;

const criteriaNames = [
  ...["_id", "_lastUpdated", "_tag", "_profile", "_security", "_source", "_text", "_content", "_language"],
];
/** They use resources of other types, or expressions that can. */
const wideNames = ["_include", "_revinclude", "_has", "_filter", "_query", "_list", "_in", "_type"];
const resultNames = ["_count", "_sort", "_total", "_summary", "_elements", "_offset", "_maxresults"];

const knownNames: Readonly<Record<Exclude<ParameterUse, "operation">, ReadonlySet<string>>> = {
  search: new Set([...criteriaNames, ...wideNames, ...resultNames]),
  criteria: new Set([...criteriaNames, ...wideNames]),
  history: new Set(["_count", "_since", "_at", "_sort", "_list", "_offset", "_summary", "_elements"]),
  read: new Set(["_summary", "_elements"]),
  none: new Set<string>(),
};
const wide: ReadonlySet<string> = new Set(wideNames);

/** A parameter of a type, such as `code` or `subject:Patient`, and with dots, which lead to other types. */
const ownName = /^[A-Za-z][\w-]{0,63}(?::[A-Za-z-]{1,64})?(?:\.[\w.:-]{1,200})?$/;
const sortedBy = /^-?[A-Za-z_][\w-]*$/;
/** A special parameter with its modifiers, such as `_include:iterate` or `_has:Observation:patient:code`. */
const specialName = /^(_[A-Za-z]+)(?::([A-Za-z][\w.:-]*))?$/;

export function getParameterUse({ interaction, isConditional }: FhirCall): ParameterUse {
  switch (interaction) {
    case "search-type":
    case "search-system":
      return "search";
    case "history-instance":
    case "history-type":
    case "history-system":
      return "history";
    case "read":
    case "vread":
      return "read";
    case "operation":
      return "operation";
    default:
      return isConditional ? "criteria" : "none";
  }
}

/** Checks the parameters of a request. Only known ones are sent on, in a form that leaves no doubt about their names. */
export function judgeParameters(
  given: Iterable<readonly [name: string, value: string]>,
  use: ParameterUse,
): JudgedParameters {
  const parameters: [string, string][] = [];
  let wideFeature: string | null = null;
  for (const [name, value] of given) {
    if (formatNames.has(name)) {
      if (name === "_format" && !jsonFormats.test(value)) return invalid("_format: only JSON is supported");
      continue;
    }
    // Servers ignore a parameter without a value, so that a condition would match everything.
    if (use === "criteria" && value === "") return invalid(`${showName(name)} has no value`);
    const judged = judgeParameter(name, value, use);
    if (judged.outcome === "invalid") return judged;
    wideFeature ??= judged.wideFeature;
    parameters.push([name, value]);
  }
  return { outcome: "valid", parameters, wideFeature };
}

type Judged = { outcome: "valid"; wideFeature: string | null } | { outcome: "invalid"; message: string };

function judgeParameter(name: string, value: string, use: ParameterUse): Judged {
  if (use === "operation") {
    return /^[\w$][\w.:-]{0,200}$/.test(name) && name !== "_cursor" ? narrow : invalidName(name);
  }
  if (!name.startsWith("_")) {
    if ((use !== "search" && use !== "criteria") || !ownName.test(name)) return invalidName(name);
    return name.includes(".") ? widen("chaining") : narrow;
  }
  const [, base = "", modifier = ""] = specialName.exec(name) ?? [];
  if (!knownNames[use].has(base)) return invalidName(name);
  if (wide.has(base)) return widen(base);
  if (/[.:]/.test(modifier)) return widen("chaining");
  if (base !== "_sort" || value.split(",").every((part) => sortedBy.test(part))) return narrow;
  return widen("_sort by other resources");
}

const narrow: Judged = { outcome: "valid", wideFeature: null };

function widen(feature: string): Judged {
  return { outcome: "valid", wideFeature: feature };
}

function invalid(message: string): { outcome: "invalid"; message: string } {
  return { outcome: "invalid", message };
}

/** The name can contain anything, so it is shown only if it is plain. */
function showName(name: string): string {
  return /^[\w:.-]{1,64}$/.test(name) ? name : "A parameter";
}

function invalidName(name: string): { outcome: "invalid"; message: string } {
  return invalid(`${showName(name)} is not supported here`);
}
