"use client";

import { findFieldError } from "#components/api-failure.ts";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import type { FieldsProps } from "#components/keys/form/draft/fields-props.ts";
import { formFields } from "#components/keys/form/draft/form-fields.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { keyFieldNames } from "#lib/contract/keys/key-fields.ts";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { ExpiryField } from "./expiry-field.tsx";
import { MoreOptions } from "./more-options.tsx";
import { PermissionsField } from "./permissions-field.tsx";

/** Fields that show their own errors. The form for an existing key has no field for its environment and owner. */
const editedNames: readonly string[] = keyFieldNames;
const createdNames = [...editedNames, "environment", "owner"];

interface KeyFieldsProps extends FieldsProps {
  nameRef: React.Ref<HTMLInputElement>;
}

/** All fields of a key. Only the name is required. */
export function KeyFields({ nameRef, ...props }: KeyFieldsProps) {
  const { draft, seen, page, failure, onChange } = props;
  return (
    <>
      <TextField
        ref={nameRef}
        label={formFields.name.label}
        placeholder={formTexts.namePlaceholder}
        autoComplete="off"
        value={draft.name}
        onChange={(event) => onChange({ name: event.target.value })}
        error={findFieldError(failure, "name")}
        required
      />
      {seen === null ? <EnvironmentField {...props} /> : null}
      <TextArea
        label={<OptionalLabel>{formFields.description.label}</OptionalLabel>}
        value={draft.description}
        onChange={(event) => onChange({ description: event.target.value })}
        error={findFieldError(failure, "description")}
      />
      <ExpiryField
        expiry={draft.expiresAt}
        error={findFieldError(failure, "expiresAt")}
        onChange={(expiresAt) => onChange({ expiresAt })}
      />
      <PermissionsField
        draft={draft}
        seen={seen}
        page={page}
        error={findFieldError(failure, "permissions")}
        onChange={onChange}
      />
      <MoreOptions {...props} />
      <FormFailure failure={failure} fields={seen === null ? createdNames : editedNames} />
    </>
  );
}

function describeRules(environment: EnvironmentDto | undefined): string {
  if (environment === undefined) return "";
  const { rules } = formTexts;
  const { requiresExpiry, requiresAllowedIps, maxKeyLifetimeSeconds, keyCreatorRole } = environment;
  return [
    keyCreatorRole === null ? "" : rules.minRole(keyCreatorRole),
    requiresExpiry && maxKeyLifetimeSeconds === null ? rules.requiresExpiry : "",
    maxKeyLifetimeSeconds === null ? "" : rules.maxLifetime(maxKeyLifetimeSeconds),
    requiresAllowedIps ? rules.requiresAllowedIps : "",
  ]
    .filter((rule) => rule !== "")
    .join(" ");
}

function EnvironmentField({ draft, page, failure, onChange }: FieldsProps) {
  const selected = page.environments.find(({ slug }) => slug === draft.environment);
  return (
    <SelectField
      label={formTexts.environment}
      value={draft.environment}
      onChange={(event) => onChange({ environment: event.target.value })}
      options={page.environments.map(({ slug, label }) => ({ value: slug, label }))}
      hint={`${formTexts.environmentHint} ${describeRules(selected)}`.trim()}
      error={findFieldError(failure, "environment")}
    />
  );
}

/** Says that an earlier draft was restored, and offers to start over. */
export function RestoredNotice({ onStartOver }: { onStartOver: () => void }) {
  return (
    <div className="-my-1 flex flex-wrap items-center justify-between gap-2 rounded-md bg-accent-soft py-0.5 pr-1 pl-3 text-sm">
      <p role="status">{formTexts.restored}</p>
      <Button variant="quiet" onClick={onStartOver}>
        {formTexts.startOver}
      </Button>
    </div>
  );
}
