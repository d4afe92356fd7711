import { readSmartScope, type SmartScope } from "#lib/domain/apps/smart-scope.ts";
import { scopeTexts as texts } from "./scope-texts.ts";

interface ScopeWords {
  /** "Read immunizations" */
  text: string;
  /** Whose data it is about, or what else it gives. */
  about: "patient" | "user" | "identity" | "context" | "other" | "unknown";
  /** Whether it changes or deletes data. */
  changes: boolean;
}

/** In the order in which people read them. */
const letters = ["r", "s", "c", "u", "d"] as const;

function isNamed<Names extends object>(names: Names, key: string): key is keyof Names & string {
  return Object.hasOwn(names, key);
}

/** "family member histories" */
function nameType(type: string): string {
  const { types } = texts;
  if (isNamed(types, type)) return types[type];
  const words = type.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
  if (words.endsWith("s")) return words;
  return /[^aeiou]y$/.test(words) ? `${words.slice(0, -1)}ies` : `${words}s`;
}

function joinWords(words: readonly string[]): string {
  return new Intl.ListFormat("en").format(words);
}

/** "Read, change, and delete". What an app can read, it can also find: people need not know the difference. */
function describeActions(interactions: string): string {
  const names = letters
    .filter((letter) => interactions.includes(letter) && !(letter === "s" && interactions.includes("r")))
    .map((letter) => texts.actions[letter]);
  const list = joinWords(names);
  return `${list.charAt(0).toUpperCase()}${list.slice(1)}`;
}

function nameNoun({ level, type }: SmartScope): string {
  return level === "patient" && type === "Patient" ? texts.thePatient : nameType(type);
}

/** What an app can do with a scope, in words for people who don't know the scopes of SMART on FHIR. */
export function describeScope(scope: string): ScopeWords {
  const smart = readSmartScope(scope);
  if (smart === null || smart.level === "system") {
    const known = isNamed(texts.others, scope) ? texts.others[scope] : null;
    return { text: known?.text ?? scope, about: known?.about ?? "unknown", changes: false };
  }
  const { level, interactions } = smart;
  return {
    text: `${describeActions(interactions)} ${nameNoun(smart)}`,
    about: level,
    changes: /[cud]/.test(interactions),
  };
}

/** Who reads what a person let an app do: that person, or others. */
export type GrantReader = "own" | "others";

export interface GrantedGroup {
  /** Whose data it is. */
  label: string;
  items: string[];
}

/** "Read allergies, conditions, and documents": types with which the app can do the same are one line. */
function describeData(scopes: readonly SmartScope[]): string[] {
  const byActions = Map.groupBy(scopes, ({ interactions }) => describeActions(interactions));
  return [...byActions].map(([actions, same]) => `${actions} ${joinWords([...new Set(same.map(nameNoun))])}`);
}

/** What a person let an app do, by whose data it is about. */
export function describeGranted(scopes: readonly string[], reader: GrantReader): GrantedGroup[] {
  const { granted } = texts;
  const smart = scopes.map(readSmartScope).filter((scope) => scope !== null);
  const of = (level: SmartScope["level"]) => describeData(smart.filter((scope) => scope.level === level));
  const others = scopes
    .filter((scope) => readSmartScope(scope) === null)
    .map((scope) => {
      const { text, about } = describeScope(scope);
      if (about === "identity") return granted.identity[reader];
      return scope === "offline_access" ? granted.offline[reader] : text;
    });
  const groups = [
    { label: granted.patient, items: of("patient") },
    { label: granted.user[reader], items: of("user") },
    { label: granted.more, items: [...new Set(others)] },
  ];
  return groups.filter(({ items }) => items.length > 0);
}
