import type { z } from "zod";
import { type EnvironmentDto, findRefusingRules } from "#lib/schemas/environments.ts";
import { createKeySchema, type KeyDto, updateKeySchema } from "#lib/schemas/keys.ts";
import type { ApiFailure } from "../api-client.ts";
import { findExpiry, type KeyDraft, listChanges, listEntries, toBody } from "./key-draft.ts";
import { formTexts } from "./texts.ts";

type Details = ApiFailure["details"];

function refuse(details: Details): ApiFailure {
  return { status: 400, code: "invalid_request", message: "", details, requestId: null };
}

function toDetails(parsed: z.ZodSafeParseResult<unknown>): Details {
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
}

/** What no schema sees, because a body no longer shows it. */
function findSlips({ metadata, owner, ownerId }: KeyDraft): Details {
  if (owner === "member" && ownerId === "") {
    return [{ path: "owner", message: formTexts.owner.chooseMember }];
  }
  const names = metadata.map(({ name }) => name.trim());
  const twice = names.find((name, index) => name !== "" && names.indexOf(name) !== index);
  if (names.includes("")) return [{ path: "metadata", message: formTexts.metadata.unnamed }];
  return twice === undefined ? [] : [{ path: "metadata", message: formTexts.metadata.twice(twice) }];
}

interface Asking {
  environments: readonly EnvironmentDto[];
  role: NonNullable<KeyDto["owner"]["role"]>;
  nowMs: number;
}

/** What the environment's rules have against it. */
function findBrokenRules(draft: KeyDraft, { environments, role, nowMs }: Asking): Details {
  const environment = environments.find(({ slug }) => slug === draft.environment);
  if (environment === undefined) return [];
  const expiresAt = findExpiry(draft, nowMs) ?? null;
  const key = { expiresAt, allowedIps: listEntries(draft.allowedIps) };
  return findRefusingRules(environment, key, role, new Date(nowMs));
}

/** The server's own rules, told before asking it; null when there is nothing to mend. `seen`: the key to be changed. */
export function findProblems(draft: KeyDraft, seen: KeyDto | null, asking: Asking): ApiFailure | null {
  if (findExpiry(draft, asking.nowMs) === undefined) {
    return refuse([{ path: "expiresAt", message: formTexts.chooseDate }]);
  }
  const parsed =
    seen === null
      ? createKeySchema.safeParse(toBody(draft, asking.nowMs))
      : updateKeySchema.safeParse(listChanges(seen, draft, asking.nowMs));
  const details = [...toDetails(parsed), ...findSlips(draft)];
  if (details.length > 0) return refuse(details);
  const broken = findBrokenRules(draft, asking);
  return broken.length === 0 ? null : refuse(broken);
}
