"use client";

import { findFieldError } from "#components/api-failure.ts";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { describeRules, findMissingRole } from "#components/keys/form/draft/environment-rules.ts";
import type { FieldsProps } from "#components/keys/form/draft/fields-props.ts";
import { formFields } from "#components/keys/form/draft/form-fields.ts";
import type { KeyDraft } from "#components/keys/form/draft/key-draft.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { toEnvironmentOption } from "#components/keys/state/environment-options.ts";
import { listManagers } from "#components/shell/failure/disabled-reason.ts";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { keyFieldNames } from "#lib/contract/keys/key-fields.ts";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";
import { isAtLeast } from "#lib/domain/rbac/roles.ts";
import { AddressesField } from "./addresses-field.tsx";
import { ExpiryField } from "./expiry-field.tsx";
import { MoreOptions } from "./more-options.tsx";
import { PermissionsField } from "./permissions-field.tsx";

/** Fields that show their own errors. The form for an existing key has no field for its environment and owner. */
const editedNames: readonly string[] = keyFieldNames;
const createdNames = [...editedNames, "environment", "owner"];

interface KeyFieldsProps extends FieldsProps {
  nameRef: React.Ref<HTMLInputElement>;
}

function findEnvironment(page: FieldsProps["page"], draft: KeyDraft): EnvironmentDto | undefined {
  return page.environments.find(({ slug }) => slug === draft.environment);
}

/** All fields of a key. The name is required, and what the environment requires is next to it. */
export function KeyFields({ nameRef, ...props }: KeyFieldsProps) {
  const { draft, seen, page, failure, onChange } = props;
  const environment = findEnvironment(page, draft);
  const requiresAddresses = environment?.requiresAllowedIps ?? false;
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
      <PermissionsField
        draft={draft}
        seen={seen}
        page={page}
        error={findFieldError(failure, "permissions")}
        onChange={onChange}
      />
      <ExpiryField
        expiry={draft.expiresAt}
        rules={environment}
        error={findFieldError(failure, "expiresAt")}
        onChange={(expiresAt) => onChange({ expiresAt })}
      />
      {requiresAddresses ? (
        <AddressesField
          isRequired
          value={draft.allowedIps}
          ownAddress={page.form.address}
          error={findFieldError(failure, "allowedIps")}
          onChange={(allowedIps) => onChange({ allowedIps })}
        />
      ) : null}
      <TextArea
        label={<OptionalLabel>{formFields.description.label}</OptionalLabel>}
        value={draft.description}
        onChange={(event) => onChange({ description: event.target.value })}
        error={findFieldError(failure, "description")}
      />
      <MoreOptions {...props} hasAddresses={!requiresAddresses} />
      <FormFailure failure={failure} fields={seen === null ? createdNames : editedNames} />
    </>
  );
}

/** Environments that the person can't use stay visible, with the role they need and who to ask. */
function EnvironmentField({ draft, page, failure, onChange }: FieldsProps) {
  const selected = findEnvironment(page, draft);
  const { viewer, people = [] } = page;
  const roles = page.environments.map((environment) => findMissingRole(environment, viewer.role));
  const barred = page.environments.filter((_, index) => roles[index] !== null);
  const highest = roles.find((role) => role === "owner") ?? "admin";
  const managers = people.map(({ name, role }) => ({ name, isManager: isAtLeast(role, highest) }));
  const labels = barred.map(({ label }) => label);
  return (
    <SelectField
      label={formTexts.environment}
      value={draft.environment}
      onChange={(event) => onChange({ environment: event.target.value })}
      options={page.environments.map((environment, index) => {
        const role = roles[index] ?? null;
        const option = toEnvironmentOption(environment);
        if (role === null) return option;
        return { ...option, label: formTexts.rules.requiresRole(environment.label, role), isDisabled: true };
      })}
      hint={[
        formTexts.environmentHint,
        describeRules(selected),
        labels.length === 0 ? "" : formTexts.rules.askForRole(labels, listManagers(managers)),
      ]
        .filter((text) => text !== "")
        .join(" ")}
      error={findFieldError(failure, "environment")}
    />
  );
}
