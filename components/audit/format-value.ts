import { formatCount } from "#components/ui/format/format-count.ts";
import { type AuditField, isAuditField } from "#lib/contract/team/audit-fields.ts";
import { formatDuration } from "#lib/domain/common/count-of.ts";
import { nameField } from "./field-labels.ts";

/** The names of what events mention by ID or short name. What is missing is shown as recorded. */
export interface EventNames {
  people: Readonly<Record<string, string>>;
  /** Labels by short name. */
  environments: Readonly<Record<string, string>>;
}

export const noNames: EventNames = { people: {}, environments: {} };

type Kind =
  | "moment"
  | "duration"
  | "role"
  | "status"
  | "person"
  | "environment"
  | "rule"
  | "permissions"
  | "limits";

/** Fields whose values need more than their text. */
const kinds: Readonly<Partial<Record<AuditField, Kind>>> = {
  expiresAt: "moment",
  twoFactorRequiredFrom: "moment",
  gracePeriodSeconds: "duration",
  maxKeyLifetimeSeconds: "duration",
  keyCreatorRole: "role",
  role: "role",
  roleBefore: "role",
  status: "status",
  color: "status",
  from: "person",
  owner: "person",
  ownerUserId: "person",
  to: "person",
  userId: "person",
  environment: "environment",
  environments: "environment",
  order: "environment",
  policyViolations: "rule",
  permissions: "permissions",
  rateLimit: "limits",
};

/** What "nothing" means in these fields. */
const nothing: Readonly<Partial<Record<AuditField, string>>> = {
  allowedIps: "Any address",
  expiresAt: "Never",
  gracePeriodSeconds: "None",
  keyCreatorRole: "No minimum",
  maxKeyLifetimeSeconds: "No maximum",
  rateLimit: "Default",
  rateLimitPer10SecondsMax: "Default",
  rateLimitPerMinuteMax: "Default",
  resources: "All",
  twoFactorRequiredFrom: "Not required",
};

/** A value as people read it. A Date is shown in the viewer's time zone. */
export function formatValue(field: string, value: unknown, names: EventNames): string | Date {
  const known = isAuditField(field) ? field : null;
  const kind = known === null ? undefined : kinds[known];
  if (isNothing(value, kind)) return (known === null ? undefined : nothing[known]) ?? "None";
  if (kind === "moment" && typeof value === "string" && !Number.isNaN(Date.parse(value)))
    return new Date(value);
  return formatOne(value, kind, names);
}

function isNothing(value: unknown, kind: Kind | undefined): boolean {
  if (value === null || value === undefined || value === "") return true;
  if (kind === "duration" && value === 0) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "object" && Object.values(value).every((part) => part === null);
}

function capitalize(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function formatText(text: string, kind: Kind | undefined, names: EventNames): string {
  switch (kind) {
    case "role":
    case "status":
      return capitalize(text);
    case "person":
      return names.people[text] ?? text;
    case "environment":
      return names.environments[text] ?? text;
    case "rule":
      return nameField(text);
    case "permissions":
      return text === "inherit" ? "Full access" : text;
    default:
      return text;
  }
}

function formatOne(value: unknown, kind: Kind | undefined, names: EventNames): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") return kind === "duration" ? formatDuration(value) : formatCount(value);
  if (typeof value === "string") return formatText(value, kind, names);
  if (Array.isArray(value)) return value.map((item) => formatOne(item, kind, names)).join(", ");
  return formatObject(value, kind, names);
}

const limitTexts: Readonly<Record<string, string>> = {
  perMinute: "per minute",
  per10Seconds: "per 10 seconds",
};

function formatObject(value: object, kind: Kind | undefined, names: EventNames): string {
  const entries = Object.entries(value);
  if (kind === "limits") {
    return entries
      .map(
        ([name, limit]) =>
          `${limit === null ? "default" : formatCount(Number(limit))} ${limitTexts[name] ?? name}`,
      )
      .join(", ");
  }
  if (kind === "person") return formatOwner(value, names);
  return entries.map(([name, part]) => `${name}: ${formatOne(part, undefined, names)}`).join(", ");
}

/** The owner of a key: a member, or the team with a role. */
function formatOwner(owner: object, names: EventNames): string {
  const { type, id, role }: { type?: unknown; id?: unknown; role?: unknown } = owner;
  if (type === "team") return typeof role === "string" ? `Team (${role})` : "Team";
  return typeof id === "string" ? (names.people[id] ?? id) : "";
}
