import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

/** In characters as people count them (code points). Nothing is cut off: all of it is hashed. */
const passwordLengths = { least: 8, enough: 12, most: 256 } as const;

/** Guesses an attacker needs: eight random characters take this many, so a short password must reach it. */
const strongGuesses = 1e8;

/** Long ones only must not be one word repeated, a run of the alphabet, or one's own name. */
const longGuesses = 1e5;

/** What is strong in its first characters is strong; judging more costs time and adds nothing. */
const judgedLength = 64;

const productWords = ["byteengine", "console"];

export type PasswordProblem = "too_short" | "too_long" | "too_common" | "too_weak";

/** What to tell the person choosing it. */
export const passwordProblemTexts: Record<PasswordProblem, string> = {
  too_short: "Use at least 12 characters, or at least 8 that are hard to guess",
  too_long: "Use at most 256 characters",
  too_common: "This password is on lists that attackers try first; choose another",
  too_weak: "This password is easy to guess; use 12 characters or more, or avoid names, words and sequences",
};

// The dictionaries cost 35 ms and some megabytes, so a process that never signs anyone up does not build them.
let estimator: ZxcvbnFactory | undefined;
let commonPasswords: ReadonlySet<string> | undefined;

function countGuesses(password: string, ownWords: readonly string[]): number {
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return estimator.check(password, [...ownWords]).guesses;
}

function isCommon(password: string): boolean {
  commonPasswords ??= new Set(dictionary["passwords-common"]);
  return commonPasswords.has(password.toLowerCase());
}

/** Words of one's own that make a password easy to guess: `Ada Lovelace` → itself, `ada`, `lovelace`. */
function listOwnWords(texts: readonly string[]): string[] {
  const words = texts.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  return words.map((word) => word.toLowerCase()).filter((word) => word.length >= 3);
}

/**
 * Why a password cannot be taken, or null. `ownTexts` are the person's name and address, which count as guessable.
 * ASVS 5.0, 6.2.1-6.2.12: length and lists decide, not kinds of characters.
 */
export function findPasswordProblem(password: string, ownTexts: readonly string[]): PasswordProblem | null {
  const characters = [...password.normalize("NFKC")];
  if (characters.length < passwordLengths.least) return "too_short";
  if (characters.length > passwordLengths.most) return "too_long";
  const text = characters.join("");
  if (isCommon(text)) return "too_common";
  const judged = characters.slice(0, judgedLength).join("");
  const guesses = countGuesses(judged, [...productWords, ...listOwnWords(ownTexts)]);
  if (characters.length >= passwordLengths.enough) return guesses < longGuesses ? "too_weak" : null;
  return guesses < strongGuesses ? "too_weak" : null;
}
