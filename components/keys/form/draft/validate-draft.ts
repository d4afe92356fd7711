import type { z } from "zod";
import type { ApiFailure } from "#components/api-failure.ts";
import { createKeySchema, type KeyDto, updateKeySchema } from "#lib/contract/keys/keys.ts";
import { type EnvironmentDto, findRefusingRules } from "#lib/contract/team/environments.ts";
import { findExpiry } from "./expiry.ts";
import { listEntries } from "./form-fields.ts";
import { type KeyDraft, listChanges, toBody } from "./key-draft.ts";
import { formTexts } from "./texts.ts";

type Details = ApiFailure["details"];

function toFailure(details: Details): ApiFailure {
  // For forms without a field for the first detail.
  const message = details[0]?.message ?? "";
  return { status: 400, code: "invalid_request", message, details, requestId: null };
}

function toDetails(parsed: z.ZodSafeParseResult<unknown>): Details {
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
}

/** Errors that the schema can't find, because the request body doesn't contain them. */
function findDraftErrors({ metadata, owner }: KeyDraft): Details {
  if (owner.type === "member" && owner.id === "") {
    return [{ path: "owner", message: formTexts.owner.selectMember }];
  }
  const names = metadata.map(({ name }) => name.trim());
  const duplicate = names.find((name, index) => name !== "" && names.indexOf(name) !== index);
  if (names.includes("")) return [{ path: "metadata.", message: formTexts.metadata.unnamed }];
  return duplicate === undefined
    ? []
    : [{ path: `metadata.${duplicate}`, message: formTexts.metadata.duplicate(duplicate) }];
}

interface ValidationContext {
  environments: readonly EnvironmentDto[];
  role: NonNullable<KeyDto["owner"]["role"]>;
  nowMs: number;
}

/** Rules of the environment that the draft breaks. */
function findBrokenRules(draft: KeyDraft, { environments, role, nowMs }: ValidationContext): Details {
  const environment = environments.find(({ slug }) => slug === draft.environment);
  if (environment === undefined) return [];
  const expiresAt = findExpiry(draft.expiresAt, nowMs) ?? null;
  const key = { expiresAt, allowedIps: listEntries(draft.allowedIps) };
  return findRefusingRules(environment, key, role, new Date(nowMs));
}

/**
 * Applies the server's rules before the request is sent. Returns null if the draft is valid. `seen` is the edited key.
 */
export function validateDraft(
  draft: KeyDraft,
  seen: KeyDto | null,
  context: ValidationContext,
): ApiFailure | null {
  if (findExpiry(draft.expiresAt, context.nowMs) === undefined) {
    return toFailure([{ path: "expiresAt", message: formTexts.selectDate }]);
  }
  const parsed =
    seen === null
      ? createKeySchema.safeParse(toBody(draft, context.nowMs))
      : updateKeySchema.safeParse(listChanges(seen, draft, context.nowMs));
  const details = [...toDetails(parsed), ...findDraftErrors(draft)];
  if (details.length > 0) return toFailure(details);
  const broken = findBrokenRules(draft, context);
  return broken.length === 0 ? null : toFailure(broken);
}
