import { isPrivateKey } from "#lib/domain/apps/private-key.ts";
import { appFormTexts } from "./texts.ts";

const texts = appFormTexts.problems;

type Read = { keySet: object; problem: null } | { keySet: null; problem: string };

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The keys in a key set, in a list, or one by itself, as people paste them. */
function listKeys(value: unknown): unknown[] | null {
  if (Array.isArray(value)) return value;
  if (!isObject(value)) return null;
  if ("keys" in value) return Array.isArray(value.keys) ? value.keys : null;
  return "kty" in value ? [value] : null;
}

/**
 * Reads a pasted JSON Web Key Set. The server checks the keys themselves, but a private key must be found before it is
 * sent.
 */
export function readJwks(text: string): Read {
  if (text.trim() === "") return { keySet: null, problem: texts.noKeys };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { keySet: null, problem: texts.notJson };
  }
  const keys = listKeys(value);
  if (keys === null || keys.length === 0 || !keys.every(isObject)) {
    return { keySet: null, problem: texts.notAKeySet };
  }
  return keys.some(isPrivateKey)
    ? { keySet: null, problem: texts.privateKey }
    : { keySet: { keys }, problem: null };
}
