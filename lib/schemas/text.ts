import { z } from "zod";

/** Neither control characters nor marks that turn the direction of what follows: they do not belong in a name. */
const oneLine = /^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;

/** The same, but with tabs and line ends. */
const prose = /^(?:[\t\n\r]|[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069])*$/u;

/** What takes no room on a page: formatting marks, fillers, spaces of every kind, the empty Braille pattern. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Z}\u2800]/gu;

function isVisible(text: string): boolean {
  return text.replaceAll(invisible, "") !== "";
}

function countCharacters(text: string): number {
  return [...text].length;
}

function boundedText(least: number, most: number, allowed: RegExp) {
  return (
    z
      .string()
      // Before anything that walks the text: more UTF-16 units than that cannot be `most` characters.
      .max(most * 4, `Use at most ${most} characters`)
      .refine((text) => text.isWellFormed(), "Contains half a character")
      .transform((text) => text.normalize("NFC").trim())
      .refine((text) => least === 0 || isVisible(text), "Must not be empty")
      .refine((text) => countCharacters(text) <= most, `Use at most ${most} characters`)
      .refine((text) => allowed.test(text), "Contains characters that cannot be shown")
      // In JSON Schema a length counts characters, as we do.
      .meta({ override: { minLength: least, maxLength: most, pattern: allowed.source } })
  );
}

/** What a person looks for, in the same form as the text it is looked for in. */
export const searchText = z
  .string()
  .max(100)
  .refine(
    (text) => text.isWellFormed() && !text.includes("\u0000"),
    "Contains characters that cannot be searched for",
  )
  .transform((text) => text.normalize("NFC"))
  .meta({ override: { pattern: "^[^\\u0000]*$" } });

/** What a person or a thing is called: one line of 1 to 100 characters, trimmed, in NFC. */
export const nameText = boundedText(1, 100, oneLine);

/** A line or a few about a thing: up to 500 characters. */
export const descriptionText = boundedText(0, 500, prose);

/** What an AI worker is told: up to 8,000 characters. */
export const instructionsText = boundedText(0, 8000, prose);

/** Why something was done, for the history. */
export const reasonText = boundedText(0, 500, prose);

/** A name in another system: one line of 1 to 200 characters. */
export const externalIdText = boundedText(1, 200, oneLine);

/** The form of every id; what it begins with says of what. */
export const idPattern = /^[a-z]+_[0-9a-z]{26}$/;

/** The id of something, whether or not there is such a thing. */
export const idText = z
  .string()
  .max(60)
  .meta({ override: { pattern: idPattern.source } });

/**
 * A key as someone presented it: any text at all, because what isn't one of our keys is not found rather than refused. Bounded
 * only by the size of a body.
 */
export const presentedKeyText = z
  .string()
  .max(16_384)
  .meta({ override: { format: "password" } });

/** A token that we handed out, as someone presents it. */
export const secretText = z
  .string()
  .min(1)
  .max(200)
  .meta({ override: { format: "password" } });

/** An address, which the service judges: longer than any, so that it can say what is wrong. */
export function emailText(emptyMessage: string) {
  return z
    .string()
    .min(1, emptyMessage)
    .max(320, "This address is too long")
    .meta({ override: { format: "email" } });
}
