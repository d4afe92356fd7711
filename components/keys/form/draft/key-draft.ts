import { z } from "zod";
import type { KeyChanges, KeyDto } from "#lib/contract/keys/keys.ts";

const dayMs = 86_400_000;

/** `keep` keeps the current expiration of the key. */
const expiryChoices = ["keep", "never", "7d", "30d", "60d", "90d", "1y", "custom"] as const;

export type ExpiryChoice = (typeof expiryChoices)[number];

const presetDays = { "7d": 7, "30d": 30, "60d": 60, "90d": 90, "1y": 365 } as const;

/** A list with an entry that is still being typed. */
const entriesSchema = z.object({ entries: z.array(z.string()), typed: z.string() });

export type Entries = z.infer<typeof entriesSchema>;

/** The form fields as typed. Stored until the tab is closed, so they must never contain a secret. */
export const keyDraftSchema = z.object({
  name: z.string(),
  description: z.string(),
  environment: z.string(),
  expiry: z.enum(expiryChoices),
  /** For `custom`, in the format of a date field: 2027-01-31. */
  lastDay: z.string(),
  /** For `keep`, ISO 8601. */
  keptExpiry: z.string().nullable(),
  inheritsPermissions: z.boolean(),
  permissions: z.array(z.string()),
  allowedIps: entriesSchema,
  perMinute: z.string(),
  per10Seconds: z.string(),
  resources: entriesSchema,
  metadata: z.array(z.object({ id: z.int(), name: z.string(), value: z.string() })),
  externalId: z.string(),
  owner: z.enum(["self", "member", "team"]),
  /** The user ID for a key of another member, or empty until one is selected. */
  ownerId: z.string(),
  /** The role of a key that the team owns. */
  ownerRole: z.enum(["viewer", "developer", "admin", "owner"]),
});

export type KeyDraft = z.infer<typeof keyDraftSchema>;

const noEntries: Entries = { entries: [], typed: "" };

export function createDraft(environment: string): KeyDraft {
  return {
    name: "",
    description: "",
    environment,
    expiry: "never",
    lastDay: "",
    keptExpiry: null,
    inheritsPermissions: true,
    permissions: [],
    allowedIps: noEntries,
    perMinute: "",
    per10Seconds: "",
    resources: noEntries,
    metadata: [],
    externalId: "",
    owner: "self",
    ownerId: "",
    ownerRole: "developer",
  };
}

/** Falls back to the first environment if the draft's environment no longer exists. */
export function ensureEnvironment(draft: KeyDraft, environments: readonly { slug: string }[]): KeyDraft {
  if (environments.some(({ slug }) => slug === draft.environment)) return draft;
  return { ...draft, environment: environments[0]?.slug ?? "" };
}

/** The draft for editing a key. */
export function toDraft(key: KeyDto): KeyDraft {
  return {
    name: key.name,
    description: key.description,
    environment: key.environment,
    expiry: key.expiresAt === null ? "never" : "keep",
    lastDay: "",
    keptExpiry: key.expiresAt,
    inheritsPermissions: key.permissions === "inherit",
    permissions: key.permissions === "inherit" ? [] : key.permissions,
    allowedIps: { entries: key.allowedIps, typed: "" },
    perMinute: String(key.rateLimit?.perMinute ?? ""),
    per10Seconds: String(key.rateLimit?.per10Seconds ?? ""),
    resources: { entries: key.resources, typed: "" },
    metadata: Object.entries(key.metadata).map(([name, value], id) => ({ id, name, value: String(value) })),
    externalId: key.externalId ?? "",
    owner: key.owner.type === "team" ? "team" : "self",
    ownerId: "",
    ownerRole: key.owner.role ?? "viewer",
  };
}

export function asExpiryChoice(value: string): ExpiryChoice {
  return expiryChoices.find((choice) => choice === value) ?? "never";
}

/** When the key would expire: null for never, undefined while the date is missing. */
export function findExpiry(draft: KeyDraft, nowMs: number): Date | null | undefined {
  const { expiry, lastDay, keptExpiry } = draft;
  if (expiry === "never") return null;
  if (expiry === "keep") return keptExpiry === null ? null : new Date(keptExpiry);
  if (expiry !== "custom") return new Date(nowMs + presetDays[expiry] * dayMs);
  const end = new Date(`${lastDay}T23:59:59`);
  return Number.isNaN(end.getTime()) ? undefined : end;
}

/** The entries, including the one that is still being typed. */
export function listEntries({ entries, typed }: Entries): string[] {
  const rest = typed.split(/[\s,]+/).filter((text) => text !== "");
  return [...new Set([...entries, ...rest])];
}

/** Returns null for the default. Text that isn't a number stays as it is, so that the schema rejects it. */
function readLimit(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

function readRateLimit({ perMinute, per10Seconds }: KeyDraft) {
  const limits = { perMinute: readLimit(perMinute), per10Seconds: readLimit(per10Seconds) };
  return limits.perMinute === null && limits.per10Seconds === null ? null : limits;
}

/** Keeps the type of a number or boolean if the typed text still is one. */
function parseLike(before: KeyDto["metadata"][string] | undefined, text: string) {
  if (before !== undefined && String(before) === text) return before;
  if (typeof before === "number" && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  if (typeof before === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

function readMetadata({ metadata }: KeyDraft, before: KeyDto["metadata"]) {
  return Object.fromEntries(metadata.map(({ name, value }) => [name.trim(), parseLike(before[name], value)]));
}

/** The fields of a key in the API's format, with times as strings. */
type Fields = Record<keyof KeyChanges, unknown>;

/** Converts the draft to all fields that can be changed. */
function toFields(draft: KeyDraft, nowMs: number, metadata: KeyDto["metadata"]): Fields {
  return {
    name: draft.name,
    description: draft.description,
    permissions: draft.inheritsPermissions ? "inherit" : draft.permissions,
    expiresAt: findExpiry(draft, nowMs)?.toISOString() ?? null,
    allowedIps: listEntries(draft.allowedIps),
    rateLimit: readRateLimit(draft),
    resources: listEntries(draft.resources),
    metadata: readMetadata(draft, metadata),
    externalId: draft.externalId.trim() === "" ? null : draft.externalId,
  };
}

/** Omits the owner for the user's own key, because that is the default. */
function readOwner({ owner, ownerId, ownerRole }: KeyDraft) {
  if (owner === "team") return { owner: { type: "team", role: ownerRole } };
  return owner === "member" ? { owner: { type: "user", id: ownerId } } : {};
}

/** The body of POST /keys. */
export function toBody(draft: KeyDraft, nowMs: number) {
  return { ...toFields(draft, nowMs, {}), environment: draft.environment, ...readOwner(draft) };
}

/** The fields of `after` that differ from `before`. */
function diff(before: Fields, after: Fields): Partial<Fields> {
  const changed = Object.entries(after).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[asField(field)]),
  );
  return Object.fromEntries(changed);
}

/** Restores the type that Object.entries drops. */
function asField(name: string): keyof Fields {
  return name as keyof Fields;
}

/** The body of PATCH /keys/{id}: only the fields that were changed. */
export function listChanges(seen: KeyDto, draft: KeyDraft, nowMs: number): Partial<Fields> {
  const { metadata } = seen;
  return diff(toFields(toDraft(seen), nowMs, metadata), toFields(draft, nowMs, metadata));
}

const draftFields: Record<keyof Fields, readonly (keyof KeyDraft)[]> = {
  name: ["name"],
  description: ["description"],
  permissions: ["inheritsPermissions", "permissions"],
  expiresAt: ["expiry", "lastDay", "keptExpiry"],
  allowedIps: ["allowedIps"],
  rateLimit: ["perMinute", "per10Seconds"],
  resources: ["resources"],
  metadata: ["metadata"],
  externalId: ["externalId"],
};

export interface Rebased {
  draft: KeyDraft;
  /** Fields that were changed both here and elsewhere, to different values. */
  conflicts: (keyof KeyChanges)[];
}

/** Applies the changes of the draft to a newer version of the key. */
export function rebaseDraft(seen: KeyDto, fresh: KeyDto, draft: KeyDraft, nowMs: number): Rebased {
  const mine = listChanges(seen, draft, nowMs);
  const theirs = diff(
    toFields(toDraft(seen), nowMs, seen.metadata),
    toFields(toDraft(fresh), nowMs, fresh.metadata),
  );
  const fields = Object.keys(mine).map(asField);
  const typed = fields.flatMap((field) => draftFields[field].map((name) => [name, draft[name]] as const));
  return {
    draft: { ...toDraft(fresh), ...Object.fromEntries(typed) },
    conflicts: fields.filter(
      (field) => field in theirs && JSON.stringify(theirs[field]) !== JSON.stringify(mine[field]),
    ),
  };
}
