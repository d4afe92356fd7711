import { selectEnvironment } from "./draft/environment-rules.ts";
import { moveExpiry, suggestExpiry } from "./draft/expiry.ts";
import type { FormPage } from "./draft/fields-props.ts";
import { createDraft, ensureEnvironment, type KeyDraft } from "./draft/key-draft.ts";
import { findKeyOwner, findPreset, listPreset } from "./fields/permission-presets.ts";

/** A new key's draft, which gives the least: it can only read, and expires. */
export function startDraft(wantedEnvironment: string, page: FormPage): KeyDraft {
  const { role } = page.viewer;
  const environment = selectEnvironment(page.environments, wantedEnvironment, role);
  const draft = createDraft(environment?.slug ?? "");
  return {
    ...draft,
    permissions: listPreset("read", page, role) ?? draft.permissions,
    expiresAt: suggestExpiry(environment),
  };
}

/** A preset means other permissions for another owner. */
function movePermissions(draft: KeyDraft, owner: KeyDraft["owner"], page: FormPage): KeyDraft["permissions"] {
  const preset = findPreset(draft.permissions, page, findKeyOwner(draft, null, page).role);
  if (preset === "custom" || preset === "full") return draft.permissions;
  return listPreset(preset, page, findKeyOwner({ owner }, null, page).role) ?? draft.permissions;
}

/** The changes, and what follows from them: another environment can need another expiry. */
export function followChanges(draft: KeyDraft, changes: Partial<KeyDraft>, page: FormPage): Partial<KeyDraft> {
  const { environment: slug, owner } = changes;
  const environment = page.environments.find((candidate) => candidate.slug === slug);
  return {
    ...(slug === undefined ? {} : { expiresAt: moveExpiry(draft.expiresAt, environment) }),
    ...(owner === undefined ? {} : { permissions: movePermissions(draft, owner, page) }),
    ...changes,
  };
}

/** Corrects a stored draft whose environment no longer exists. */
export function fixDraft(draft: KeyDraft, page: FormPage): KeyDraft {
  const { environment } = ensureEnvironment(draft, page.environments);
  if (environment === draft.environment) return draft;
  return { ...draft, ...followChanges(draft, { environment }, page) };
}
