import { z } from "zod";

/** Without control characters and marks that change the direction of the text after them. */
const oneLine = /^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;

/** The same, but tabs and line breaks are allowed. */
const prose = /^(?:[\t\n\r]|[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069])*$/u;

/** Characters that show nothing on a page: formatting marks, fillers, all kinds of spaces, the empty Braille pattern. */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\p{Z}\u2800]/gu;

function isVisible(text: string): boolean {
  return text.replaceAll(invisible, "") !== "";
}

function countCharacters(text: string): number {
  return [...text].length;
}

function boundedText(min: number, max: number, allowed: RegExp) {
  return (
    z
      .string()
      // First, before any pass over the text: longer text cannot consist of only `max` characters.
      .max(max * 4, `Use at most ${max} characters`)
      .refine((text) => text.isWellFormed(), "Contains an invalid character")
      .transform((text) => text.normalize("NFC").trim())
      .refine((text) => min === 0 || isVisible(text), "Must not be empty")
      .refine((text) => countCharacters(text) <= max, `Use at most ${max} characters`)
      .refine((text) => allowed.test(text), "Contains characters that cannot be displayed")
      // JSON Schema also counts characters, not UTF-16 units.
      .meta({ override: { minLength: min, maxLength: max, pattern: allowed.source } })
  );
}

/** A search text, normalized like the text it is searched in. */
export const searchText = z
  .string()
  .max(100)
  .refine(
    (text) => text.isWellFormed() && !text.includes("\u0000"),
    "Contains characters that cannot be searched for",
  )
  .transform((text) => text.normalize("NFC"))
  .meta({ override: { pattern: "^[^\\u0000]*$" } });

/** One line of text, trimmed and normalized to NFC. */
export function lineText(max: number) {
  return boundedText(1, max, oneLine);
}

/** The name of a person or an object. */
export const nameText = lineText(100);

/** A description of up to 500 characters, with line breaks. */
export const descriptionText = boundedText(0, 500, prose);

/** The instructions of an AI worker: up to 8,000 characters. */
export const instructionsText = boundedText(0, 8000, prose);

/** Why an action was taken, for the audit log. */
export const reasonText = boundedText(0, 500, prose);

/** The form of every id. Its prefix says what kind of object it identifies. */
export const idPattern = /^[a-z]+_[0-9a-z]{26}$/;

/** An id, whether or not the object exists. */
export const idText = z
  .string()
  .max(60)
  .meta({ override: { pattern: idPattern.source } });

/**
 * A presented key. Any text is accepted, because text that is not one of this console's keys is not found rather than
 * invalid. Limited only by the size of a body.
 */
export const presentedKeyText = z
  .string()
  .max(16_384)
  .meta({ override: { format: "password" } });

/** A token issued by this console, as a client presents it. */
export const secretText = z
  .string()
  .min(1)
  .max(200)
  .meta({ override: { format: "password" } });

/** An email address. The service validates it, so this limit is longer than any valid address. */
export function emailText(emptyMessage: string) {
  return z
    .string()
    .min(1, emptyMessage)
    .max(320, "This email address is too long")
    .meta({ override: { format: "email" } });
}
