import { z } from "zod";

/** Control characters, and marks that turn the direction of what follows: neither belongs in a name. */
const steeringCharacters = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/** The same, but with tabs and line ends allowed. */
const steeringInProse = /[^\P{Cc}\t\n\r]|[\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

function countCharacters(text: string): number {
  return [...text].length;
}

function boundedText(least: number, most: number, forbidden: RegExp) {
  return (
    z
      .string()
      // Before anything that walks the text: more UTF-16 units than that cannot be `most` characters.
      .max(most * 4, `Use at most ${most} characters`)
      .refine((text) => text.isWellFormed(), "Contains half a character")
      .transform((text) => text.normalize("NFC").trim())
      .refine((text) => countCharacters(text) >= least, "Must not be empty")
      .refine((text) => countCharacters(text) <= most, `Use at most ${most} characters`)
      .refine((text) => !forbidden.test(text), "Contains characters that cannot be shown")
  );
}

/** What a person or a thing is called: one line of 1 to 100 characters, trimmed, in NFC. */
export const nameText = boundedText(1, 100, steeringCharacters);

/** A line or a few about a thing: up to 500 characters. */
export const descriptionText = boundedText(0, 500, steeringInProse);

/** What an AI worker is told: up to 8,000 characters. */
export const instructionsText = boundedText(0, 8000, steeringInProse);

/** Why something was done, for the history. */
export const reasonText = boundedText(0, 500, steeringInProse);

/** A name in another system: one line of 1 to 200 characters. */
export const externalIdText = boundedText(1, 200, steeringCharacters);
