import { z } from "zod";
import type { KeyChanges, KeyDto } from "#lib/schemas/keys.ts";

const dayMs = 86_400_000;

/** `keep`: the end that the key has already. */
const expiryChoices = ["keep", "never", "7d", "30d", "60d", "90d", "1y", "custom"] as const;

export type ExpiryChoice = (typeof expiryChoices)[number];

const presetDays = { "7d": 7, "30d": 30, "60d": 60, "90d": 90, "1y": 365 } as const;

/** A list of which one entry is still being typed. */
const entriesSchema = z.object({ entries: z.array(z.string()), typed: z.string() });

export type Entries = z.infer<typeof entriesSchema>;

/** What somebody has typed so far, as they typed it. Never a secret: it is kept until the tab is closed. */
export const keyDraftSchema = z.object({
  name: z.string(),
  description: z.string(),
  environment: z.string(),
  expiry: z.enum(expiryChoices),
  /** For `custom`, as a date field has it: 2027-01-31. */
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
  /** For a key of another member: the person's id, empty until one is chosen. */
  ownerId: z.string(),
  /** For a key that the team owns. */
  ownerRole: z.enum(["viewer", "developer", "admin", "owner"]),
});

export type KeyDraft = z.infer<typeof keyDraftSchema>;

const nothing: Entries = { entries: [], typed: "" };

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
    allowedIps: nothing,
    perMinute: "",
    per10Seconds: "",
    resources: nothing,
    metadata: [],
    externalId: "",
    owner: "self",
    ownerId: "",
    ownerRole: "developer",
  };
}

/** An environment that is there no more cannot be chosen: the draft is for the first that can. */
export function mendEnvironment(draft: KeyDraft, environments: readonly { slug: string }[]): KeyDraft {
  if (environments.some(({ slug }) => slug === draft.environment)) return draft;
  return { ...draft, environment: environments[0]?.slug ?? "" };
}

/** The key as it is, to be changed. */
export function draftOf(key: KeyDto): KeyDraft {
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

/** When the key would end, or null for never; undefined while the date is missing. */
export function findExpiry(draft: KeyDraft, nowMs: number): Date | null | undefined {
  const { expiry, lastDay, keptExpiry } = draft;
  if (expiry === "never") return null;
  if (expiry === "keep") return keptExpiry === null ? null : new Date(keptExpiry);
  if (expiry !== "custom") return new Date(nowMs + presetDays[expiry] * dayMs);
  const end = new Date(`${lastDay}T23:59:59`);
  return Number.isNaN(end.getTime()) ? undefined : end;
}

/** The entries, and what is still being typed as if it were entered. */
export function listEntries({ entries, typed }: Entries): string[] {
  const rest = typed.split(/[\s,]+/).filter((text) => text !== "");
  return [...new Set([...entries, ...rest])];
}

/** Null: the console's default. What is no number stays as it is, for the schema to refuse. */
function readLimit(text: string): number | string | null {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  return /^\d{1,15}$/.test(trimmed) ? Number(trimmed) : trimmed;
}

function readRateLimit({ perMinute, per10Seconds }: KeyDraft) {
  const limits = { perMinute: readLimit(perMinute), per10Seconds: readLimit(per10Seconds) };
  return limits.perMinute === null && limits.per10Seconds === null ? null : limits;
}

/** A number stays a number and a yes a yes, as far as what is typed still is one. */
function readLike(before: KeyDto["metadata"][string] | undefined, text: string) {
  if (before !== undefined && String(before) === text) return before;
  if (typeof before === "number" && text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  if (typeof before === "boolean" && (text === "true" || text === "false")) return text === "true";
  return text;
}

function readMetadata({ metadata }: KeyDraft, before: KeyDto["metadata"]) {
  return Object.fromEntries(metadata.map(({ name, value }) => [name.trim(), readLike(before[name], value)]));
}

/** Fields of a key as the API takes them, with times as text. */
type Fields = Record<keyof KeyChanges, unknown>;

/** What the draft makes of every field that can be changed. */
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

/** Nothing for one's own key: that is what a key is unless something else is said. */
function readOwner({ owner, ownerId, ownerRole }: KeyDraft) {
  if (owner === "team") return { owner: { type: "team", role: ownerRole } };
  return owner === "member" ? { owner: { type: "user", id: ownerId } } : {};
}

/** The body of POST /keys. */
export function toBody(draft: KeyDraft, nowMs: number) {
  return { ...toFields(draft, nowMs, {}), environment: draft.environment, ...readOwner(draft) };
}

/** Of two lists of fields, those of the second that differ. */
function diff(before: Fields, after: Fields): Partial<Fields> {
  const changed = Object.entries(after).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[asField(field)]),
  );
  return Object.fromEntries(changed);
}

/** Object.entries forgets that its names are a key's fields. */
function asField(name: string): keyof Fields {
  return name as keyof Fields;
}

/** The body of PATCH /keys/{id}: what somebody changed about the key as they saw it, and nothing else. */
export function listChanges(seen: KeyDto, draft: KeyDraft, nowMs: number): Partial<Fields> {
  const { metadata } = seen;
  return diff(toFields(draftOf(seen), nowMs, metadata), toFields(draft, nowMs, metadata));
}

const partsOf: Record<keyof Fields, readonly (keyof KeyDraft)[]> = {
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
  /** Changed here and elsewhere, to something else. */
  conflicts: (keyof KeyChanges)[];
}

/** The key was changed elsewhere: what somebody typed stays, everything else becomes what it is by now. */
export function rebaseDraft(seen: KeyDto, fresh: KeyDto, draft: KeyDraft, nowMs: number): Rebased {
  const mine = listChanges(seen, draft, nowMs);
  const theirs = diff(
    toFields(draftOf(seen), nowMs, seen.metadata),
    toFields(draftOf(fresh), nowMs, fresh.metadata),
  );
  const fields = Object.keys(mine).map(asField);
  const typed = fields.flatMap((field) => partsOf[field].map((part) => [part, draft[part]] as const));
  return {
    draft: { ...draftOf(fresh), ...Object.fromEntries(typed) },
    conflicts: fields.filter(
      (field) => field in theirs && JSON.stringify(theirs[field]) !== JSON.stringify(mine[field]),
    ),
  };
}
