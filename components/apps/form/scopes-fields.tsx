"use client";

import { Plus } from "lucide-react";
import { useId } from "react";
import { findFieldError } from "#components/api-failure.ts";
import { describeSmart } from "#components/apps/smart-meaning.ts";
import { groupPermissions } from "#components/keys/form/fields/permission-groups.ts";
import { PermissionPicker } from "#components/keys/form/fields/permission-picker.tsx";
import { Button } from "#components/ui/button/button.tsx";
import { EntriesField } from "#components/ui/form/entries-field.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { readSmartScope } from "#lib/domain/apps/smart-scope.ts";
import { platformVerifyPermission } from "#lib/domain/rbac/permissions.ts";
import { toAppDraft } from "./app-draft.ts";
import type { AppFieldsProps } from "./fields-props.ts";
import { createScopeReader, describeTyped } from "./smart-problem.ts";
import { appFormTexts } from "./texts.ts";

const { permissions: texts, smart } = appFormTexts;

/** What the app's tokens can have at most: permissions, and SMART scopes. */
export function ScopesFields({ draft, seen, page, failure, onChange }: AppFieldsProps) {
  const id = useId();
  const error = findFieldError(failure, "permissions");
  // An app acts for its team, never for an administrator of the console.
  const known = page.form.permissions.filter(({ name }) => name !== platformVerifyPermission);
  const listed = seen === null ? draft.permissions : toAppDraft(seen).permissions;
  const { kind } = draft;
  const isService = kind === "service";
  // A person gives an app only SMART scopes.
  const hasPermissions = isService || listed.length > 0 || draft.permissions.length > 0;
  return (
    <>
      {hasPermissions ? (
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
      ) : null}
      <EntriesField
        label={<OptionalLabel>{smart.label}</OptionalLabel>}
        hint={isService ? smart.hint : smart.peopleHint}
        error={findFieldError(failure, "smartScopes")}
        value={draft.smartScopes}
        onChange={(smartScopes) => onChange({ smartScopes })}
        read={createScopeReader(kind)}
        invalidMessage={describeTyped(draft.smartScopes.typed, kind)}
        isIncomplete={() => true}
        listLabel={smart.label}
        removeLabel={smart.remove}
      />
      {isService ? null : <SuggestedScopes draft={draft} onChange={onChange} />}
    </>
  );
}

/** What most apps that people open need. */
const suggested = ["patient/Patient.rs", "patient/*.rs", "user/Patient.rs", "user/*.rs"];

/** Adds a common scope, with what it means. Those that the app has are not offered. */
function SuggestedScopes({ draft, onChange }: Pick<AppFieldsProps, "draft" | "onChange">) {
  const { entries, typed } = draft.smartScopes;
  const offered = suggested.filter((scope) => !entries.includes(scope));
  if (offered.length === 0) return null;
  return (
    <ul aria-label={smart.suggestions} className="-mt-1 flex flex-col gap-1">
      {offered.map((scope) => (
        <li key={scope} className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-xs">
          <Button
            className="h-7 px-2 text-xs"
            aria-label={smart.add(scope)}
            onClick={() => onChange({ smartScopes: { entries: [...entries, scope], typed } })}
          >
            <Plus aria-hidden="true" />
            <code className="font-mono">{scope}</code>
          </Button>
          <span className="min-w-0 text-muted">{describeMeaning(scope)}</span>
        </li>
      ))}
    </ul>
  );
}

function describeMeaning(text: string): string {
  const scope = readSmartScope(text);
  return scope === null ? "" : describeSmart(scope);
}
