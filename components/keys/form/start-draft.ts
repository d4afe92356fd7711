import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";
import { selectEnvironment } from "./draft/environment-rules.ts";
import { moveExpiry, suggestExpiry, toExpiry } from "./draft/expiry.ts";
import type { FormPage } from "./draft/fields-props.ts";
import { createDraft, ensureEnvironment, type KeyDraft, toDraft } from "./draft/key-draft.ts";
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

/** The same owner, if the person can create keys for it. */
function copyOwner({ owner }: KeyDto, { viewer }: FormPage): KeyDraft["owner"] {
  const { type, id, role } = owner;
  const isAllowed = viewer.canWriteAll && role !== null && isAtLeast(viewer.role, role);
  if (isAllowed && type === "team") return { type: "team", id: "", role };
  const isOther = isAllowed && id !== viewer.userId;
  return isOther ? { type: "member", id, role: "developer" } : { type: "self", id: "", role: "developer" };
}

/** A new key's draft with the settings of another key. It lives as long as that key, if that is one of the choices. */
export function copyDraft(key: KeyDto, page: FormPage): KeyDraft {
  const environment = selectEnvironment(page.environments, key.environment, page.viewer.role);
  return {
    ...toDraft(key),
    name: "",
    environment: environment?.slug ?? "",
    owner: copyOwner(key, page),
    expiresAt: moveExpiry(toExpiry(key), environment),
  };
}

/** A preset means other permissions for another owner. */
function movePermissions(draft: KeyDraft, owner: KeyDraft["owner"], page: FormPage): KeyDraft["permissions"] {
  const preset = findPreset(draft.permissions, page, findKeyOwner(draft, null, page).role);
  if (preset === "custom" || preset === "full") return draft.permissions;
  return listPreset(preset, page, findKeyOwner({ owner }, null, page).role) ?? draft.permissions;
}

/** The changes, and what follows from them: another environment can need another expiry. */
export function followChanges(
  draft: KeyDraft,
  changes: Partial<KeyDraft>,
  page: FormPage,
): Partial<KeyDraft> {
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
