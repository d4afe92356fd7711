"use client";

import { useId } from "react";
import type { KeyFormData, Role, Viewer } from "#components/keys/view-data.ts";
import { Radio } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import type { KeyDto } from "#lib/schemas/keys.ts";
import type { KeyDraft } from "./key-draft.ts";
import { groupPermissions } from "./permission-groups.ts";
import { PermissionPicker } from "./permission-picker.tsx";
import { formTexts } from "./texts.ts";

const texts = formTexts.permissions;

interface PermissionsFieldProps {
  draft: KeyDraft;
  /** The key to be changed; null for a new one. */
  seen: KeyDto | null;
  viewer: Viewer;
  form: KeyFormData;
  error: string | undefined;
  onChange: (changes: Partial<KeyDraft>) => void;
}

/** The role that cuts whatever the key lists. */
function findRole(draft: KeyDraft, seen: KeyDto | null, viewer: Viewer): Role {
  if (seen !== null) return seen.owner.role ?? "viewer";
  return draft.owner === "team" ? draft.ownerRole : viewer.role;
}

function describeInherit(draft: KeyDraft, seen: KeyDto | null, viewer: Viewer): string {
  const role = findRole(draft, seen, viewer);
  if (draft.owner === "team") return texts.inheritTeam(role);
  const isTheirs = seen !== null && seen.owner.id !== viewer.userId;
  return isTheirs ? texts.inheritOwner(seen.owner.name, role) : texts.inheritOwn(role);
}

/** Everything the owner's role may do, or a choice from it: nobody grants what they lack. */
export function PermissionsField({ draft, seen, viewer, form, error, onChange }: PermissionsFieldProps) {
  const group = useId();
  const granting = { known: form.permissions, viewer, role: findRole(draft, seen, viewer) };
  const listed = seen === null || seen.permissions === "inherit" ? [] : seen.permissions;
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{texts.label}</legend>
      <Radio
        name={group}
        label={describeInherit(draft, seen, viewer)}
        hint={texts.inheritHint}
        checked={draft.inheritsPermissions}
        onChange={() => onChange({ inheritsPermissions: true })}
      />
      <Radio
        name={group}
        label={texts.pick}
        checked={!draft.inheritsPermissions}
        onChange={() => onChange({ inheritsPermissions: false })}
      />
      {draft.inheritsPermissions ? null : (
        <PermissionPicker
          groups={groupPermissions(granting, listed)}
          chosen={draft.permissions}
          onChange={(permissions) => onChange({ permissions })}
        />
      )}
      {error === undefined ? null : <FieldError>{error}</FieldError>}
    </fieldset>
  );
}
