import { ScimProblem } from "../protocol/scim-problem.ts";

export interface Condition {
  /** In lowercase, without the schema's prefix: `username`, `emails.value`. */
  attribute: string;
  value: string;
}

/** Long enough for a user name, an address and an ID in one filter. */
const maxFilterLength = 1000;

/** A name of an attribute, a filter of its values, as in `emails[type eq "work"].value`, and the rest of the filter. */
const comparison =
  /^\s*([a-z][\w:.$-]*(?:\[[^\]]{0,100}\][\w.]{0,50})?)\s+(\w+)\s+("(?:[^"\\]|\\.)*"|true|false)/i;

const conjunction = /^\s+and\s+/i;

const schemaPrefix = /^urn:ietf:params:scim:schemas:core:2\.0:(?:user|group):/;

function createProblem(message: string): ScimProblem {
  return new ScimProblem("invalidFilter", message);
}

function parseValue(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw createProblem("A value in the filter is not a valid JSON string");
  }
}

/** An escape can stand for U+0000 or half of a character, which the database rejects. */
function readValue(text: string): string {
  const value = parseValue(text);
  if (!value.includes("\u0000") && value.isWellFormed()) return value;
  throw createProblem("A value in the filter contains characters that can't be stored");
}

/** An attribute as conditions name it, without spaces in a filter of its values. */
export function normalizeAttribute(text: string): string {
  return text.toLowerCase().replace(schemaPrefix, "").replaceAll(/\s+/g, " ");
}

/**
 * The conditions of a filter, all of which must hold. Supports `eq` and `and`, which is what directories send to find
 * someone. Throws `invalidFilter` for anything else.
 */
export function parseFilter(text: string): Condition[] {
  if (text.length > maxFilterLength) {
    throw createProblem(`A filter has at most ${maxFilterLength} characters`);
  }
  const conditions: Condition[] = [];
  let rest = text;
  for (;;) {
    const found = comparison.exec(rest);
    if (found === null) throw createProblem('Supported filters look like: userName eq "ada@example.com"');
    const [whole, attribute = "", operator = "", value = ""] = found;
    if (operator.toLowerCase() !== "eq")
      throw createProblem('Only the operators "eq" and "and" are supported');
    conditions.push({ attribute: normalizeAttribute(attribute), value: readValue(value) });
    rest = rest.slice(whole.length);
    if (rest.trim() === "") return conditions;
    const joint = conjunction.exec(rest);
    if (joint === null) throw createProblem('Only the operators "eq" and "and" are supported');
    rest = rest.slice(joint[0].length);
  }
}

/** The conditions with the field that each attribute means. Throws `invalidFilter` for an attribute without one. */
export function toFields<Field extends string>(
  conditions: readonly Condition[],
  fields: ReadonlyMap<string, Field>,
): { field: Field; value: string }[] {
  return conditions.map(({ attribute, value }) => {
    const field = fields.get(attribute);
    if (field !== undefined) return { field, value };
    throw createProblem(`${attribute.slice(0, 100)} can't be filtered by`);
  });
}
