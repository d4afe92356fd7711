"use client";

import { useId } from "react";
import type { FormPage } from "#components/keys/form/draft/fields-props.ts";
import { formFields } from "#components/keys/form/draft/form-fields.ts";
import type { KeyDraft } from "#components/keys/form/draft/key-draft.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import type { Role } from "#components/keys/view-data.ts";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { groupPermissions } from "./permission-groups.ts";
import { PermissionPicker } from "./permission-picker.tsx";

const texts = formTexts.permissions;

interface PermissionsFieldProps {
  draft: KeyDraft;
  /** The edited key. Null for a new key. */
  seen: KeyDto | null;
  page: FormPage;
  error: string | undefined;
  onChange: (changes: Partial<KeyDraft>) => void;
}

/** The name of the owner, null for the viewer and the team, and the role that limits the key's permissions. */
function findOwner(
  draft: KeyDraft,
  seen: KeyDto | null,
  page: FormPage,
): { name: string | null; role: Role } {
  const { viewer, people = [] } = page;
  const { type, id: ownerId, role } = draft.owner;
  if (type === "team") return { name: null, role: seen === null ? role : (seen.owner.role ?? "viewer") };
  if (seen !== null) {
    return {
      name: seen.owner.id === viewer.userId ? null : seen.owner.name,
      role: seen.owner.role ?? "viewer",
    };
  }
  const member = type === "member" ? people.find(({ id }) => id === ownerId) : undefined;
  return member ?? { name: null, role: viewer.role };
}

function describeInherit(draft: KeyDraft, { name, role }: ReturnType<typeof findOwner>): string {
  if (draft.owner.type === "team") return texts.inheritTeam(role);
  return name === null ? texts.inheritOwn(role) : texts.inheritOwner(name, role);
}

/** All permissions of the owner's role, or a selection of them. Users can't grant permissions they don't have. */
export function PermissionsField({ draft, seen, page, error, onChange }: PermissionsFieldProps) {
  const group = useId();
  const owner = findOwner(draft, seen, page);
  const context = { known: page.form.permissions, viewer: page.viewer, role: owner.role };
  const before = seen === null || seen.permissions === "inherit" ? [] : seen.permissions;
  const { inherits, listed } = draft.permissions;
  const change = (permissions: Partial<KeyDraft["permissions"]>) =>
    onChange({ permissions: { ...draft.permissions, ...permissions } });
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{formFields.permissions.label}</legend>
      <Radio
        name={group}
        label={describeInherit(draft, owner)}
        hint={texts.inheritHint}
        checked={inherits}
        aria-invalid={(error && inherits) || undefined}
        onChange={() => change({ inherits: true })}
      />
      <Radio
        name={group}
        label={texts.pick}
        checked={!inherits}
        aria-invalid={(error && !inherits) || undefined}
        onChange={() => change({ inherits: false })}
      />
      {inherits ? null : (
        <PermissionPicker
          groups={groupPermissions(context, before)}
          selected={listed}
          onChange={(selected) => change({ listed: selected })}
        />
      )}
      {error === undefined ? null : <FieldError>{error}</FieldError>}
    </fieldset>
  );
}
