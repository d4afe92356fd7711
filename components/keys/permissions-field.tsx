"use client";

import { useId } from "react";
import { Checkbox, Radio } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import type { CreateDraft } from "./create-draft.ts";
import { keyTexts } from "./texts.ts";
import type { Viewer } from "./view-data.ts";

const texts = keyTexts.create;

interface PermissionsFieldProps {
  draft: CreateDraft;
  viewer: Viewer;
  error: string | undefined;
  onChange: (changes: Partial<CreateDraft>) => void;
}

/** Everything one's role may do, or a choice from it: nobody grants what they lack. */
export function PermissionsField({ draft, viewer, error, onChange }: PermissionsFieldProps) {
  const group = useId();
  const toggle = (permission: string, isChosen: boolean) => {
    const others = draft.permissions.filter((chosen) => chosen !== permission);
    onChange({ permissions: isChosen ? [...others, permission] : others });
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{texts.permissions}</legend>
      <Radio
        name={group}
        label={texts.inherit(viewer.role)}
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
        <div className="ml-6.5 grid gap-x-4 gap-y-1.5 rounded-md border p-3 sm:grid-cols-2">
          {viewer.permissions.map((permission) => (
            <Checkbox
              key={permission}
              label={<code className="font-mono text-xs">{permission}</code>}
              checked={draft.permissions.includes(permission)}
              onChange={(event) => toggle(permission, event.target.checked)}
            />
          ))}
        </div>
      )}
      {error === undefined ? null : <FieldError>{error}</FieldError>}
    </fieldset>
  );
}
