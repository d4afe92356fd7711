import type { SmartScope } from "#lib/domain/apps/smart-scope.ts";

const interactionNames: Readonly<Record<string, string>> = {
  c: "create",
  r: "read",
  u: "update",
  d: "delete",
  s: "search",
};

const levels = {
  system: "of all patients",
  user: "that the person can access",
  patient: "of one patient",
} as const;

/** "Read and search Observation resources" */
export function describeAccess({ type, interactions }: Pick<SmartScope, "type" | "interactions">): string {
  const names = [...interactions].flatMap((letter) => interactionNames[letter] ?? []);
  const list = new Intl.ListFormat("en").format(names);
  const resources = type === "*" ? "all resources" : `${type} resources`;
  return `${list.charAt(0).toUpperCase()}${list.slice(1)} ${resources}`;
}

/** "Read and search Observation resources of all patients" */
export function describeSmart(scope: SmartScope): string {
  return `${describeAccess(scope)} ${levels[scope.level]}`;
}
