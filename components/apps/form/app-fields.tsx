"use client";

import type { Ref } from "react";
import { findFieldError } from "#components/api-failure.ts";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { toEnvironmentOption } from "#components/keys/state/environment-options.ts";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { AddressFields } from "./address-fields.tsx";
import { AppOptions } from "./app-options.tsx";
import { placeScopeErrors } from "./check-draft.ts";
import type { AppFieldsProps } from "./fields-props.ts";
import { KindField } from "./kind-field.tsx";
import { ProofField } from "./proof-field.tsx";
import { ScopesFields } from "./scopes-fields.tsx";
import { appFormTexts as texts } from "./texts.ts";

/** Fields that show their own errors. The form for an existing app has no field for its environment. */
const editedNames = [
  "name",
  "description",
  "permissions",
  "smartScopes",
  "redirectUris",
  "launchUri",
  "jwks",
  "jwksUri",
  "allowedIps",
  "rateLimit",
];
const createdNames = [...editedNames, "environment"];

/** All fields of an app. Its name and scopes are required. */
export function AppFields({ nameRef, ...given }: AppFieldsProps & { nameRef: Ref<HTMLInputElement> }) {
  const { draft, seen, page, onChange } = given;
  const failure = placeScopeErrors(given.failure, draft.permissions.length);
  const props = { ...given, failure };
  return (
    <>
      <TextField
        ref={nameRef}
        label={texts.name}
        placeholder={texts.namePlaceholders[draft.kind]}
        autoComplete="off"
        value={draft.name}
        onChange={(event) => onChange({ name: event.target.value })}
        error={findFieldError(failure, "name")}
        required
      />
      {seen === null ? <KindField value={draft.kind} onChange={(kind) => onChange({ kind })} /> : null}
      {seen === null ? (
        <SelectField
          label={texts.environment}
          value={draft.environment}
          onChange={(event) => onChange({ environment: event.target.value })}
          options={page.environments.map(toEnvironmentOption)}
          hint={texts.environmentHint}
          error={findFieldError(failure, "environment")}
        />
      ) : null}
      {draft.kind === "service" ? null : <AddressFields {...props} />}
      {draft.kind === "public" ? null : <ProofField {...props} />}
      <ScopesFields {...props} />
      <TextArea
        label={<OptionalLabel>{texts.description}</OptionalLabel>}
        value={draft.description}
        onChange={(event) => onChange({ description: event.target.value })}
        error={findFieldError(failure, "description")}
      />
      <AppOptions {...props} />
      <FormFailure failure={failure} fields={seen === null ? createdNames : editedNames} />
    </>
  );
}
