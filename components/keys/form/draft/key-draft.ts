import { z } from "zod";
import { type KeyFieldName, keyFieldNames } from "#lib/contract/keys/key-fields.ts";
import { type KeyDto, keySchema } from "#lib/contract/keys/keys.ts";
import { type FieldSchemas, type FieldValues, getField } from "./form-fields.ts";

function forEachField(read: (name: KeyFieldName) => unknown) {
  return Object.fromEntries(keyFieldNames.map((name) => [name, read(name)]));
}

/** The form fields as typed. Stored until the tab is closed, so they must never contain a secret. */
export const keyDraftSchema = z.object({
  ...(forEachField((name) => getField(name).typed) as FieldSchemas),
  environment: z.string(),
  owner: z.object({
    type: z.enum(["self", "member", "team"]),
    /** The user ID for a key of another member, or empty until one is selected. */
    id: z.string(),
    /** The role of a key that the team owns. */
    role: z.enum(["viewer", "developer", "admin", "owner"]),
  }),
});

export type KeyDraft = z.infer<typeof keyDraftSchema>;

/** A draft as it is stored, with the key as it was when editing started. */
export const storedKeyDraftSchema = z.object({ seen: keySchema.nullable(), draft: keyDraftSchema });

export function createDraft(environment: string): KeyDraft {
  return {
    ...(forEachField((name) => getField(name).empty) as FieldValues),
    environment,
    owner: { type: "self", id: "", role: "developer" },
  };
}

/** Falls back to the first environment if the draft's environment no longer exists. */
export function ensureEnvironment(draft: KeyDraft, environments: readonly { slug: string }[]): KeyDraft {
  if (environments.some(({ slug }) => slug === draft.environment)) return draft;
  return { ...draft, environment: environments[0]?.slug ?? "" };
}

/** The draft for editing a key. */
export function toDraft(key: KeyDto): KeyDraft {
  const { type, role } = key.owner;
  return {
    ...(forEachField((name) => getField(name).fromKey(key[name])) as FieldValues),
    environment: key.environment,
    owner: { type: type === "team" ? "team" : "self", id: "", role: role ?? "viewer" },
  };
}

/** The fields of a key in the API's format, with times as strings. */
type Inputs = Partial<Record<KeyFieldName, unknown>>;

function toInputs(draft: KeyDraft, nowMs: number, seen: KeyDto | null): Inputs {
  return forEachField((name) => getField(name).toInput(draft[name], { nowMs, seen }));
}

/** Omits the owner for the user's own key, because that is the default. */
function readOwner({ type, id, role }: KeyDraft["owner"]) {
  if (type === "team") return { owner: { type: "team", role } };
  return type === "member" ? { owner: { type: "user", id } } : {};
}

/** The body of POST /keys. */
export function toBody(draft: KeyDraft, nowMs: number) {
  return { ...toInputs(draft, nowMs, null), environment: draft.environment, ...readOwner(draft.owner) };
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** The fields of `after` that differ from `before`. */
function diff(before: Inputs, after: Inputs): Inputs {
  const changed = keyFieldNames.filter((name) => !isSame(before[name], after[name]));
  return Object.fromEntries(changed.map((name) => [name, after[name]]));
}

/** The body of PATCH /keys/{id}: only the fields that were changed. */
export function listChanges(seen: KeyDto, draft: KeyDraft, nowMs: number): Inputs {
  return diff(toInputs(toDraft(seen), nowMs, seen), toInputs(draft, nowMs, seen));
}

/** The number of options that aren't empty. */
export function countSetOptions(draft: KeyDraft, shownFields: readonly string[] = keyFieldNames): number {
  const empty = toInputs(createDraft(""), 0, null);
  const set = diff(empty, toInputs(draft, 0, null));
  const options = keyFieldNames.filter((name) => getField(name).section === "more");
  return options.filter((name) => name in set && shownFields.includes(name)).length;
}

export interface Rebased {
  draft: KeyDraft;
  /** Fields that were changed both here and elsewhere, to different values. */
  conflicts: KeyFieldName[];
}

/** Applies the changes of the draft to a newer version of the key. */
export function rebaseDraft(seen: KeyDto, fresh: KeyDto, draft: KeyDraft, nowMs: number): Rebased {
  const mine = listChanges(seen, draft, nowMs);
  const theirs = diff(toInputs(toDraft(seen), nowMs, seen), toInputs(toDraft(fresh), nowMs, fresh));
  const changed = keyFieldNames.filter((name) => name in mine);
  const rebased = { ...toDraft(fresh), ...Object.fromEntries(changed.map((name) => [name, draft[name]])) };
  return {
    // The choice to keep the current expiry must not restore an earlier one.
    draft: { ...rebased, expiresAt: { ...rebased.expiresAt, kept: fresh.expiresAt } },
    conflicts: changed.filter((name) => name in theirs && !isSame(theirs[name], mine[name])),
  };
}
