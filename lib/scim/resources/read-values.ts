import { z } from "zod";
import { ScimProblem } from "../protocol/scim-problem.ts";

/** The maximum of members in one list. Directories send larger groups in parts. */
const maxMembers = 1000;

const maxTextLength = 255;

// Text that a page can't show, such as control characters, would only be stored to confuse someone.
const text = z
  .string()
  .max(maxTextLength)
  .regex(/^[^\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u)
  .transform((value) => value.trim());

function createProblem(message: string): ScimProblem {
  return new ScimProblem("invalidValue", message);
}

/** A text attribute. Null if it is missing or empty. */
export function readText(name: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const parsed = text.safeParse(value);
  if (!parsed.success)
    throw createProblem(`${name} must be one line of text of at most ${maxTextLength} characters`);
  return parsed.data === "" ? null : parsed.data;
}

/** A Boolean, also as the words "True" and "False" that Microsoft Entra sends. */
export function readBoolean(name: string, value: unknown): boolean {
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.trim().toLowerCase() : "";
  if (word === "true" || word === "false") return word === "true";
  throw createProblem(`${name} must be true or false`);
}

const emailsSchema = z
  .array(
    z.object({
      value: z.unknown().optional(),
      type: z.unknown().optional(),
      primary: z.unknown().optional(),
    }),
  )
  .max(50);

function isPrimary(value: unknown): boolean {
  return value === true || (typeof value === "string" && value.toLowerCase() === "true");
}

/** The address among a person's addresses that is the account's: the primary one, one for work, or the first. */
export function readEmails(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  const parsed = emailsSchema.safeParse(value);
  if (!parsed.success) throw createProblem("emails must be a list of objects with a value");
  const entries = parsed.data;
  const chosen =
    entries.find(({ primary }) => isPrimary(primary)) ??
    entries.find(({ type }) => typeof type === "string" && type.toLowerCase() === "work") ??
    entries[0];
  return readText("emails", chosen?.value);
}

const memberSchema = z.object({ value: z.string().min(1).max(100) });

const membersSchema = z.union([
  z.array(memberSchema).max(maxMembers),
  memberSchema.transform((one) => [one]),
]);

/** The IDs of the people in a list of members. */
export function readMembers(value: unknown): string[] {
  const parsed = membersSchema.safeParse(value);
  if (!parsed.success) {
    throw createProblem(
      `members must be a list of at most ${maxMembers} objects with the value of a user's id`,
    );
  }
  return parsed.data.map((member) => member.value);
}
