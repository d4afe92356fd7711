import { z } from "zod";
import type { KeyFieldName } from "#lib/contract/keys/key-fields.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { type Expiry, expirySchema, findExpiry } from "./expiry.ts";

/** What an input depends on besides the typed value. */
interface InputContext {
  nowMs: number;
  /** The edited key. Null for a new key. */
  seen: KeyDto | null;
}

/** A field of the form. Its value in the draft is what the user has typed, which can be incomplete. */
interface FormField<Value, Typed> {
  label: string;
  /** How a notice names the field. */
  noun: string;
  /** `more`: among the options that most keys don't need. */
  section: "main" | "more";
  /** Recognizes a stored value. */
  typed: z.ZodType<Typed>;
  /** For a new key. */
  empty: NoInfer<Typed>;
  fromKey(value: Value): Typed;
  /** Converts the value to the API's format, with times as strings. */
  toInput(typed: Typed, context: InputContext): unknown;
}

/** Infers the types of one field. */
function field<Value, Typed>(definition: FormField<Value, Typed>) {
  return definition;
}

/** Text that the API takes as it is typed. */
const plainText = {
  section: "main",
  typed: z.string(),
  empty: "",
  fromKey: (text: string) => text,
  toInput: (text: string) => text,
} as const;

/** An optional line of text. The form and the key's page show it without more code. */
function optionalLine({ hint, ...names }: { label: string; noun: string; hint: string }) {
  const line = field({
    ...plainText,
    ...names,
    section: "more",
    fromKey: (value: string | null) => value ?? "",
    toInput: (text) => (text.trim() === "" ? null : text),
  });
  return { ...line, lineHint: hint };
}

/** A list with an entry that is still being typed. */
const entriesSchema = z.object({ entries: z.array(z.string()), typed: z.string() });

type Entries = z.infer<typeof entriesSchema>;

/** The entries, including the one that is still being typed. */
export function listEntries({ entries, typed }: Entries): string[] {
  const rest = typed.split(/[\s,]+/).filter((text) => text !== "");
  return [...new Set([...entries, ...rest])];
}

const listOfEntries = {
  typed: entriesSchema,
  empty: { entries: [], typed: "" },
  fromKey: (entries: string[]) => ({ entries, typed: "" }),
  toInput: listEntries,
};

/** Returns null for the default. Text that isn't a number stays as it is, so that the schema rejects it. */
function readLimit(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

/** Keeps the type of a number or boolean if the typed text still is one. */
function parseLike(before: KeyDto["metadata"][string] | undefined, text: string) {
  if (before !== undefined && String(before) === text) return before;
  if (typeof before === "number" && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  if (typeof before === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

/** The fields that can be changed later. Environment and owner are chosen only for a new key. */
export const formFields = {
  name: field({ ...plainText, label: "Name", noun: "the name" }),
  description: field({ ...plainText, label: "Description", noun: "the description" }),
  permissions: field({
    label: "Permissions",
    noun: "the permissions",
    section: "main",
    typed: z.object({ inherits: z.boolean(), listed: z.array(z.string()) }),
    empty: { inherits: true, listed: [] },
    fromKey: (permissions: KeyDto["permissions"]) => ({
      inherits: permissions === "inherit",
      listed: permissions === "inherit" ? [] : permissions,
    }),
    toInput: ({ inherits, listed }) => (inherits ? "inherit" : listed),
  }),
  expiresAt: field({
    label: "Expires",
    noun: "the expiry",
    section: "main",
    typed: expirySchema,
    empty: { choice: "never", lastDay: "", kept: null, maxSeconds: null, isChosen: false },
    fromKey: (kept: string | null): Expiry => ({
      choice: kept === null ? "never" : "keep",
      lastDay: "",
      kept,
      maxSeconds: null,
      isChosen: true,
    }),
    toInput: (expiry, { nowMs }) => findExpiry(expiry, nowMs)?.toISOString() ?? null,
  }),
  allowedIps: field({
    ...listOfEntries,
    label: "Allowed IP addresses",
    noun: "the allowed IP addresses",
    section: "more",
  }),
  rateLimit: field({
    label: "Limits",
    noun: "the rate limits",
    section: "more",
    typed: z.object({ perMinute: z.string(), per10Seconds: z.string() }),
    empty: { perMinute: "", per10Seconds: "" },
    fromKey: (limits: KeyDto["rateLimit"]) => ({
      perMinute: String(limits?.perMinute ?? ""),
      per10Seconds: String(limits?.per10Seconds ?? ""),
    }),
    toInput: (typed) => {
      const limits = { perMinute: readLimit(typed.perMinute), per10Seconds: readLimit(typed.per10Seconds) };
      return limits.perMinute === null && limits.per10Seconds === null ? null : limits;
    },
  }),
  resources: field({ ...listOfEntries, label: "Resources", noun: "the resources", section: "more" }),
  metadata: field({
    label: "Metadata",
    noun: "the metadata",
    section: "more",
    typed: z.array(z.object({ id: z.int(), name: z.string(), value: z.string() })),
    empty: [],
    fromKey: (metadata: KeyDto["metadata"]) =>
      Object.entries(metadata).map(([name, value], id) => ({ id, name, value: String(value) })),
    toInput: (rows, { seen }) =>
      Object.fromEntries(
        rows.map(({ name, value }) => [name.trim(), parseLike(seen?.metadata[name], value)]),
      ),
  }),
  externalId: optionalLine({
    label: "External ID",
    noun: "the external ID",
    hint: "An ID from your own system, such as a customer ID. Services that verify this key receive it.",
  }),
} satisfies { [Name in KeyFieldName]: FormField<KeyDto[Name], unknown> };

type FormFields = typeof formFields;

/** A field for code that treats them all alike. */
export function getField(name: KeyFieldName): FormField<unknown, unknown> {
  return formFields[name];
}

export type FieldValues = { [Name in KeyFieldName]: FormFields[Name]["empty"] };

export type FieldSchemas = { [Name in KeyFieldName]: FormFields[Name]["typed"] };

type LineName = {
  [Name in KeyFieldName]: FormFields[Name] extends { lineHint: string } ? Name : never;
}[KeyFieldName];

/** The fields that are optional lines of text. */
export const lineFields = Object.entries(formFields).flatMap(([name, line]) =>
  "lineHint" in line ? [{ name: name as LineName, label: line.label, hint: line.lineHint }] : [],
);
