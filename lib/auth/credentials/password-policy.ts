import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";
import { isLeaked } from "./leaked-passwords.ts";

/** In code points. Passwords are never truncated: all characters are hashed. */
const passwordLengths = { min: 8, long: 12, max: 256 } as const;

/** The guesses an attacker must need for a short password. Eight random characters reach this number. */
const strongGuesses = 1e8;

/** For a long password. It only excludes repeated words, runs of the alphabet and the user's own name. */
const longGuesses = 1e5;

/** A password whose first characters are strong is strong, and checking more takes time. */
const checkedLength = 64;

const productWords = ["byteengine", "console"];

export type PasswordProblem = "too_short" | "too_long" | "too_common" | "too_weak";

/** The message for each problem. */
export const passwordProblemTexts: Record<PasswordProblem, string> = {
  too_short: "Use at least 12 characters, or at least 8 that are hard to guess",
  too_long: "Use at most 256 characters",
  too_common: "This password is in lists of leaked passwords. Choose another.",
  too_weak: "This password is easy to guess. Use 12 characters or more, or avoid names, words and sequences.",
};

// The dictionaries take 35 ms and several megabytes, so they are built only on the first sign-up.
let estimator: ZxcvbnFactory | undefined;
let commonPasswords: ReadonlySet<string> | undefined;

function countGuesses(password: string, ownWords: readonly string[]): number {
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return estimator.check(password, [...ownWords]).guesses;
}

/** The shortest word that says something: shorter ones are also parts of other words. */
const minOwnWord = 4;

/**
 * The password without the words of the product and of the person, which everyone who guesses tries first: what remains
 * must be strong by itself.
 */
function withoutOwnWords(password: string, words: readonly string[]): string {
  // Longer words first, because they contain shorter ones: an address contains the name.
  const sorted = words.filter(({ length }) => length >= minOwnWord).sort((a, b) => b.length - a.length);
  const rest = sorted.reduce((text, word) => text.replaceAll(word, ""), password.toLowerCase());
  return rest.length === password.length ? password : rest;
}

function isCommon(password: string): boolean {
  commonPasswords ??= new Set(dictionary["passwords-common"]);
  return commonPasswords.has(password.toLowerCase());
}

/** The user's own words, which make a password easy to guess: `Ada Lovelace` → itself, `ada`, `lovelace`. */
function listOwnWords(texts: readonly string[]): string[] {
  const words = texts.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  return words.map((word) => word.toLowerCase()).filter((word) => word.length >= 3);
}

/**
 * Why a password is not accepted, or null. `ownTexts` are the user's name and email address, which count as guessable.
 * Length and lists decide, not kinds of characters (ASVS 5.0, 6.2.1-6.2.12).
 */
export function findPasswordProblem(password: string, ownTexts: readonly string[]): PasswordProblem | null {
  const characters = [...password.normalize("NFKC")];
  if (characters.length < passwordLengths.min) return "too_short";
  if (characters.length > passwordLengths.max) return "too_long";
  const text = characters.join("");
  if (isCommon(text) || isLeaked(text)) return "too_common";
  const checked = characters.slice(0, checkedLength).join("");
  const ownWords = [...productWords, ...listOwnWords(ownTexts)];
  const rest = withoutOwnWords(checked, ownWords);
  const guesses = countGuesses(rest, ownWords);
  const isLong = characters.length >= passwordLengths.long && rest === checked;
  return guesses < (isLong ? longGuesses : strongGuesses) ? "too_weak" : null;
}
