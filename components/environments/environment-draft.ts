import type { EnvironmentDto, PreviewPolicyInput } from "#lib/contract/team/environments.ts";
import { daySeconds } from "#lib/domain/common/durations.ts";

const maxDays = 3660;

/** The form's values as entered. */
export interface EnvironmentDraft {
  label: string;
  slug: string;
  color: string;
  /** Empty means no rule. */
  creator: string;
  lifetimeDays: string;
  /** The saved lifetime. Kept unless the text is edited, because the API also accepts parts of a day. */
  savedLifetimeSeconds: number | null;
  requiresExpiry: boolean;
  requiresAllowedIps: boolean;
  policyReportOnly: boolean;
  allowsTeamManagement: boolean;
  notifiesKeyChanges: boolean;
}

export function createDraft(environment: EnvironmentDto | null): EnvironmentDraft {
  const lifetime = environment?.maxKeyLifetimeSeconds ?? null;
  return {
    label: environment?.label ?? "",
    slug: environment?.slug ?? "",
    color: environment?.color ?? "gray",
    creator: environment?.keyCreatorRole ?? "",
    lifetimeDays: formatDays(lifetime),
    savedLifetimeSeconds: lifetime,
    requiresExpiry: environment?.requiresExpiry ?? false,
    requiresAllowedIps: environment?.requiresAllowedIps ?? false,
    policyReportOnly: environment?.policyReportOnly ?? false,
    allowsTeamManagement: environment?.allowsTeamManagement ?? false,
    notifiesKeyChanges: environment?.notifiesKeyChanges ?? false,
  };
}

function formatDays(seconds: number | null): string {
  return seconds === null ? "" : String(Number((seconds / daySeconds).toPrecision(4)));
}

/** Null means no rule. Undefined means the text is not a valid number of days. */
function readLifetimeSeconds(draft: EnvironmentDraft): number | null | undefined {
  const text = draft.lifetimeDays.trim();
  if (text === formatDays(draft.savedLifetimeSeconds)) return draft.savedLifetimeSeconds;
  if (text === "") return null;
  const days = Number(text);
  const isValid = /^\d{1,4}$/.test(text) && days >= 1 && days <= maxDays;
  return isValid ? days * daySeconds : undefined;
}

/** The rules in the API's format, or null while the lifetime is invalid. */
export function toRules(draft: EnvironmentDraft): PreviewPolicyInput | null {
  const maxKeyLifetimeSeconds = readLifetimeSeconds(draft);
  if (maxKeyLifetimeSeconds === undefined) return null;
  const { requiresExpiry, requiresAllowedIps } = draft;
  return {
    keyCreatorRole: asCreator(draft.creator),
    maxKeyLifetimeSeconds,
    requiresExpiry,
    requiresAllowedIps,
  };
}

function asCreator(text: string): "developer" | "admin" | "owner" | null {
  return text === "developer" || text === "admin" || text === "owner" ? text : null;
}
