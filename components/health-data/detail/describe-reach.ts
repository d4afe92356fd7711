import { describeAccess } from "#components/apps/smart-meaning.ts";
import { readSmartScope } from "#lib/domain/apps/smart-scope.ts";

/** The interactions of the permissions for all data, in the letters of SMART scopes. */
const permissions: Readonly<Record<string, string>> = { "fhir.data:read": "rs", "fhir.data:write": "cud" };

const letters = [..."cruds"];

interface Access {
  type: string;
  interactions: string;
}

function readAccess(scope: string): Access | null {
  const interactions = permissions[scope];
  if (interactions !== undefined) return { type: "*", interactions };
  const smart = readSmartScope(scope);
  return smart?.level === "system" ? smart : null;
}

/** What a program can do at a server through the gateway, in words: for all types first, and for each type what else it can do. */
export function describeReach(scopes: readonly string[]): string[] {
  const all = scopes.map(readAccess).filter((access) => access !== null);
  const byType = Map.groupBy(all, ({ type }) => type);
  const holds = (type: string, letter: string) =>
    byType.get(type)?.some(({ interactions }) => interactions.includes(letter)) === true;
  const types = [...byType.keys()].sort((one, other) => (one < other ? -1 : 1));
  return types.flatMap((type) => {
    const own = letters.filter((letter) => holds(type, letter) && (type === "*" || !holds("*", letter)));
    return own.length === 0 ? [] : [describeAccess({ type, interactions: own.join("") })];
  });
}
