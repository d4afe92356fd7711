"use client";

import { clsx } from "clsx";
import { useId, useState } from "react";
import type { FormPage } from "#components/keys/form/draft/fields-props.ts";
import { formFields } from "#components/keys/form/draft/form-fields.ts";
import type { KeyDraft } from "#components/keys/form/draft/key-draft.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { FieldError } from "#components/ui/form/field.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { groupPermissions } from "./permission-groups.ts";
import { PermissionPicker } from "./permission-picker.tsx";
import {
  findKeyOwner,
  findPreset,
  listPreset,
  type PermissionPreset,
  permissionPresets,
} from "./permission-presets.ts";

const texts = formTexts.permissions;

interface PermissionsFieldProps {
  draft: KeyDraft;
  /** The edited key. Null for a new key. */
  seen: KeyDto | null;
  page: FormPage;
  error: string | undefined;
  onChange: (changes: Partial<KeyDraft>) => void;
}

function describeInherit(draft: KeyDraft, { name, role }: ReturnType<typeof findKeyOwner>): string {
  if (draft.owner.type === "team") return texts.inheritTeam(role);
  return name === null ? texts.inheritOwn(role) : texts.inheritOwner(name, role);
}

/** A preset, or a selection of permissions. Users can't grant permissions they don't have. */
export function PermissionsField({ draft, seen, page, error, onChange }: PermissionsFieldProps) {
  const group = useId();
  const owner = findKeyOwner(draft, seen, page);
  const [isCustom, setIsCustom] = useState(false);
  const selected = isCustom ? "custom" : findPreset(draft.permissions, page, owner.role);
  const { listed } = draft.permissions;
  const change = (permissions: KeyDraft["permissions"]) => onChange({ permissions });
  const select = (preset: PermissionPreset) => {
    setIsCustom(preset === "custom");
    const given = preset === "custom" ? { inherits: false, listed } : listPreset(preset, page, owner.role);
    // The list stays, so that choosing Full access and then Custom again loses nothing.
    if (given !== null) change(given.inherits ? { ...given, listed } : given);
  };
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{formFields.permissions.label}</legend>
      <div className="grid grid-cols-2 gap-0.5 rounded-md border bg-sunken p-0.5 sm:grid-cols-[repeat(5,auto)]">
        {permissionPresets.map((preset) => (
          <Segment
            key={preset}
            name={group}
            label={texts.presets[preset]}
            isSelected={preset === selected}
            isInvalid={error !== undefined && preset === selected}
            disabledReason={
              preset === "custom" || preset === selected || listPreset(preset, page, owner.role) !== null
                ? undefined
                : texts.presetUnavailable
            }
            onSelect={() => select(preset)}
          />
        ))}
      </div>
      {error === undefined ? null : <FieldError>{error}</FieldError>}
      {selected === "full" ? (
        <p className="text-muted text-xs leading-5">
          {describeInherit(draft, owner)} {texts.inheritHint}
        </p>
      ) : null}
      {selected === "custom" ? (
        <PermissionPicker
          groups={groupPermissions(
            { known: page.form.permissions, viewer: page.viewer, role: owner.role },
            seen === null || seen.permissions === "inherit" ? listed : seen.permissions,
          )}
          selected={listed}
          className="ml-6.5 max-sm:ml-0"
          onChange={(next) => change({ inherits: false, listed: next })}
        />
      ) : null}
      {selected === "custom" && listed.some((name) => name.startsWith("fhir.data:")) ? (
        <p role="status" className="ml-6.5 text-muted text-xs leading-5 max-sm:ml-0">
          {texts.fhirDataHint}
        </p>
      ) : null}
      {selected === "full" || selected === "custom" ? null : <PermissionChips names={listed} />}
    </fieldset>
  );
}

interface SegmentProps {
  name: string;
  label: string;
  isSelected: boolean;
  isInvalid: boolean;
  disabledReason: string | undefined;
  onSelect: () => void;
}

/** One of several choices in a row. The radio button covers it, so that the whole segment can be clicked. */
function Segment({ name, label, isSelected, isInvalid, disabledReason, onSelect }: SegmentProps) {
  return (
    <label
      title={disabledReason}
      className={clsx(
        "relative flex min-h-8 items-center justify-center rounded px-2 text-center font-medium text-sm coarse:min-h-11",
        // Of an odd number in two columns, the last fills its row.
        "max-sm:last:odd:col-span-2",
        "has-focus-visible:outline-2 has-focus-visible:outline-accent",
        isSelected ? "bg-raised shadow-xs" : "text-muted",
        disabledReason === undefined ? "hover:text-text" : "opacity-60",
      )}
    >
      <input
        type="radio"
        name={name}
        checked={isSelected}
        disabled={disabledReason !== undefined}
        aria-invalid={isInvalid || undefined}
        onChange={onSelect}
        className="absolute inset-0 size-full cursor-pointer appearance-none rounded outline-none disabled:cursor-not-allowed"
      />
      {label}
    </label>
  );
}

function PermissionChips({ names }: { names: readonly string[] }) {
  return (
    <ul aria-label={formFields.permissions.label} className="flex flex-wrap gap-1.5">
      {names.map((name) => (
        <li key={name} className="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs [overflow-wrap:anywhere]">
          {name}
        </li>
      ))}
    </ul>
  );
}
