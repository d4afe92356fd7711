import { readSmartScope } from "#lib/domain/apps/smart-scope.ts";
import { permissionPattern } from "#lib/domain/rbac/permissions.ts";
import { appFormTexts } from "./texts.ts";

const texts = appFormTexts.smartProblems;
const letters = [..."cruds"];

/** Why a service can't have this scope, for people. Null: it can. */
export function findSmartProblem(text: string): string | null {
  const scope = readSmartScope(text);
  if (scope !== null) return scope.level === "system" ? null : texts.person(text);
  if (text.includes("?")) return texts.search(text);
  const [, type, access] = /^(?:patient|user|system)\/([^.]*)(?:\.(.*))?$/.exec(text) ?? [];
  if (type === undefined) return permissionPattern.test(text) ? texts.permission(text) : texts.start(text);
  if (!/^([A-Z][A-Za-z]{0,63}|\*)$/.test(type)) return texts.type(text);
  if (access === undefined) return texts.noDot(text);
  const isOnlyLetters = access !== "" && [...access].every((letter) => letters.includes(letter));
  if (!isOnlyLetters) return texts.letters(text);
  const right = letters.filter((letter) => access.includes(letter)).join("");
  return texts.order(`${text.slice(0, text.indexOf(".") + 1)}${right}`);
}

/** The scope, if a service can have it. */
export function readServiceScope(text: string): string | null {
  return findSmartProblem(text) === null ? text : null;
}

/** The problem of the first of several typed scopes that has one. */
export function describeTyped(typed: string): string {
  const problems = typed
    .split(/[\s,;]+/)
    .filter((text) => text !== "")
    .map(findSmartProblem);
  return problems.find((problem) => problem !== null) ?? "";
}
