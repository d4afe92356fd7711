"use client";

import { useId } from "react";
import { findFieldError } from "#components/api-failure.ts";
import { groupPermissions } from "#components/keys/form/fields/permission-groups.ts";
import { PermissionPicker } from "#components/keys/form/fields/permission-picker.tsx";
import { EntriesField } from "#components/ui/form/entries-field.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { platformVerifyPermission } from "#lib/domain/rbac/permissions.ts";
import { toAppDraft } from "./app-draft.ts";
import type { AppFieldsProps } from "./fields-props.ts";
import { describeTyped, readServiceScope } from "./smart-problem.ts";
import { appFormTexts } from "./texts.ts";

/** What the app's tokens can have at most: permissions, and SMART scopes. */
export function ScopesFields({ draft, seen, page, failure, onChange }: AppFieldsProps) {
  const id = useId();
  const { permissions: texts, smart } = appFormTexts;
  const error = findFieldError(failure, "permissions");
  // An app acts for its team, never for an administrator of the console.
  const known = page.form.permissions.filter(({ name }) => name !== platformVerifyPermission);
  const listed = seen === null ? draft.permissions : toAppDraft(seen).permissions;
  return (
    <>
      <fieldset aria-describedby={`${id}-hint`} className="flex flex-col gap-2">
        <legend className="font-medium text-sm">{texts.label}</legend>
        <p id={`${id}-hint`} className="text-muted text-xs leading-5">
          {texts.hint}
        </p>
        <PermissionPicker
          groups={groupPermissions({ known, viewer: page.viewer, role: "owner" }, listed)}
          selected={draft.permissions}
          aria-invalid={error === undefined ? undefined : true}
          onChange={(permissions) => onChange({ permissions })}
        />
        {error === undefined ? null : <FieldError>{error}</FieldError>}
      </fieldset>
      <EntriesField
        label={<OptionalLabel>{smart.label}</OptionalLabel>}
        hint={smart.hint}
        error={findFieldError(failure, "smartScopes")}
        value={draft.smartScopes}
        onChange={(smartScopes) => onChange({ smartScopes })}
        read={readServiceScope}
        invalidMessage={describeTyped(draft.smartScopes.typed)}
        isIncomplete={() => true}
        listLabel={smart.label}
        removeLabel={smart.remove}
      />
    </>
  );
}
