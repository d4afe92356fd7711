import { createKeySchema } from "#lib/schemas/keys.ts";
import type { ApiFailure } from "../api-client.ts";
import { keyTexts } from "./texts.ts";

const dayMs = 86_400_000;

export const expiryPresets = ["never", "7d", "30d", "60d", "90d", "1y", "custom"] as const;

export type ExpiryPreset = (typeof expiryPresets)[number];

const presetDays = { "7d": 7, "30d": 30, "60d": 60, "90d": 90, "1y": 365 } as const;

/** What somebody has typed so far, as they typed it. */
export interface CreateDraft {
  name: string;
  description: string;
  environment: string;
  expiry: ExpiryPreset;
  /** For `custom`, as a date field has it: 2027-01-31. */
  lastDay: string;
  inheritsPermissions: boolean;
  permissions: string[];
  /** One a line. */
  allowedIps: string;
}

export function createDraft(environment: string): CreateDraft {
  return {
    name: "",
    description: "",
    environment,
    expiry: "never",
    lastDay: "",
    inheritsPermissions: true,
    permissions: [],
    allowedIps: "",
  };
}

export function asExpiryPreset(value: string): ExpiryPreset {
  return expiryPresets.find((preset) => preset === value) ?? "never";
}

/** When the key would end, or null for never; undefined while the date is missing. */
export function findExpiry(draft: CreateDraft, nowMs: number): Date | null | undefined {
  const { expiry, lastDay } = draft;
  if (expiry === "never") return null;
  if (expiry !== "custom") return new Date(nowMs + presetDays[expiry] * dayMs);
  const end = new Date(`${lastDay}T23:59:59`);
  return Number.isNaN(end.getTime()) ? undefined : end;
}

/** The request's body. */
export function toBody(draft: CreateDraft, nowMs: number) {
  const allowedIps = draft.allowedIps.split(/[\s,]+/).filter((line) => line !== "");
  return {
    name: draft.name,
    environment: draft.environment,
    description: draft.description,
    permissions: draft.inheritsPermissions ? "inherit" : draft.permissions,
    expiresAt: findExpiry(draft, nowMs)?.toISOString() ?? null,
    allowedIps,
  };
}

function refuse(details: ApiFailure["details"]): ApiFailure {
  return { status: 400, code: "invalid_request", message: "", details, requestId: null };
}

/** The server's own rules, told before asking it; null when there is nothing to mend. */
export function findProblems(draft: CreateDraft, nowMs: number): ApiFailure | null {
  if (findExpiry(draft, nowMs) === undefined) {
    return refuse([{ path: "expiresAt", message: keyTexts.create.chooseDate }]);
  }
  const parsed = createKeySchema.safeParse(toBody(draft, nowMs));
  if (parsed.success) return null;
  return refuse(parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message })));
}
