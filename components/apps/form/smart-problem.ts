import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { readSmartScope } from "#lib/domain/apps/smart-scope.ts";
import { permissionPattern } from "#lib/domain/rbac/permissions.ts";
import { appFormTexts } from "./texts.ts";

type AppKind = AppDto["kind"];

const texts = appFormTexts.smartProblems;
const letters = [..."cruds"];

/** Scopes that every app can request. */
const unregistered = [
  "openid",
  "fhirUser",
  "profile",
  "launch",
  "launch/patient",
  "offline_access",
  "online_access",
];

/** Why an app of this kind can't have this scope, for people. Null: it can. */
export function findSmartProblem(text: string, kind: AppKind): string | null {
  const scope = readSmartScope(text);
  if (scope !== null) {
    if ((scope.level === "system") === (kind === "service")) return null;
    return kind === "service" ? texts.person(text) : texts.system(text);
  }
  if (kind !== "service" && unregistered.includes(text)) return texts.unregistered(text);
  if (text.includes("?")) return texts.search(text);
  const [, type, access] = /^(?:patient|user|system)\/([^.]*)(?:\.(.*))?$/.exec(text) ?? [];
  const audience = kind === "service" ? "service" : "people";
  if (type === undefined) return texts[permissionPattern.test(text) ? "permission" : "start"][audience](text);
  if (!/^([A-Z][A-Za-z]{0,63}|\*)$/.test(type)) return texts.type(text);
  if (access === undefined) return texts.noDot(text);
  const isOnlyLetters = access !== "" && [...access].every((letter) => letters.includes(letter));
  if (!isOnlyLetters) return texts.letters(text);
  const right = letters.filter((letter) => access.includes(letter)).join("");
  return texts.order(`${text.slice(0, text.indexOf(".") + 1)}${right}`);
}

/** Reads a scope that an app of this kind can have. */
export function createScopeReader(kind: AppKind): (text: string) => string | null {
  return (text) => (findSmartProblem(text, kind) === null ? text : null);
}

/** The problem of the first of several typed scopes that has one. */
export function describeTyped(typed: string, kind: AppKind): string {
  const problems = typed
    .split(/[\s,;]+/)
    .filter((text) => text !== "")
    .map((text) => findSmartProblem(text, kind));
  return problems.find((problem) => problem !== null) ?? "";
}
