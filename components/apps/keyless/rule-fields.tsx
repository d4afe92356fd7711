"use client";

import type { Ref } from "react";
import { type ApiFailure, findFieldError } from "#components/api-failure.ts";
import { CommandHint } from "#components/apps/issuers/command-hint.tsx";
import { changePreset } from "#components/apps/issuers/issuer-draft.ts";
import { IssuerFields } from "#components/apps/issuers/issuer-fields.tsx";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { isIssuerPreset, issuerPresetNames, issuerPresets } from "#lib/domain/federation/presets.ts";
import { nameClaim } from "./claim-names.ts";
import { ConditionsField } from "./conditions-field.tsx";
import {
  findChosenIssuer,
  findIdentityError,
  getClaims,
  getIdentifyingClaim,
  type RuleDraft,
  setClaims,
} from "./rule-draft.ts";
import { keylessTexts } from "./texts.ts";

const texts = keylessTexts.form;

/** Fields that show their own errors. */
const ownFields = ["name", "issuerId", "newIssuer", "audience", "claims", "conditions"];

interface RuleFieldsProps {
  draft: RuleDraft;
  issuers: readonly TrustedIssuerDto[];
  nameRef: Ref<HTMLInputElement>;
  failure: ApiFailure | null;
  onChange: (draft: RuleDraft) => void;
}

/** The options of the issuer: those that the team trusts, and kinds of which it can trust another one. */
function listIssuerOptions(issuers: readonly TrustedIssuerDto[]) {
  const kinds = issuerPresetNames.map((value) => ({ value, label: issuerPresets[value].name }));
  if (issuers.length === 0) return kinds;
  return [
    { label: texts.trusted, options: issuers.map(({ id, name }) => ({ value: id, label: name })) },
    { label: texts.another, options: kinds },
  ];
}

export function RuleFields({ draft, issuers, nameRef, failure, onChange }: RuleFieldsProps) {
  const { preset } = findChosenIssuer(draft, issuers);
  const claims = getClaims(draft, preset);
  const chooseIssuer = (value: string) => {
    if (!isIssuerPreset(value)) return onChange({ ...draft, issuerId: value });
    onChange({ ...draft, issuerId: null, newIssuer: changePreset(draft.newIssuer, value) });
  };
  return (
    <>
      <TextField
        ref={nameRef}
        label={texts.name}
        placeholder={texts.namePlaceholder}
        autoComplete="off"
        value={draft.name}
        onChange={(event) => onChange({ ...draft, name: event.target.value })}
        error={findFieldError(failure, "name")}
        required
      />
      <SelectField
        label={texts.issuer}
        value={draft.issuerId ?? draft.newIssuer.preset}
        onChange={(event) => chooseIssuer(event.target.value)}
        options={listIssuerOptions(issuers)}
        hint={draft.issuerId === null ? texts.newIssuerHint : undefined}
        error={findFieldError(failure, "issuerId")}
      />
      {draft.issuerId === null ? (
        <IssuerFields
          draft={draft.newIssuer}
          withAddress
          errorOf={(field) => findFieldError(failure, `newIssuer.${field}`)}
          onChange={(changes) => onChange({ ...draft, newIssuer: { ...draft.newIssuer, ...changes } })}
        />
      ) : null}
      <TextArea
        rows={1}
        label={nameClaim(getIdentifyingClaim(preset))}
        className="field-sizing-content font-mono text-xs leading-5"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        placeholder={texts.identityExamples[preset]}
        value={claims.identity}
        onChange={(event) => onChange(setClaims(draft, preset, { identity: event.target.value }))}
        hint={<CommandHint {...texts.identityHints[preset]}>{texts.severalHint}</CommandHint>}
        error={findIdentityError(failure, preset)}
        required
      />
      <ConditionsField
        preset={preset}
        claims={claims}
        failure={failure}
        onChange={(conditions) => onChange(setClaims(draft, preset, { conditions }))}
      />
      <TextField
        label={texts.audience}
        className="font-mono text-xs"
        autoComplete="off"
        spellCheck={false}
        value={draft.audience}
        onChange={(event) => onChange({ ...draft, audience: event.target.value })}
        hint={texts.audienceHint}
        error={findFieldError(failure, "audience")}
        required
      />
      <FormFailure failure={failure} fields={ownFields} />
    </>
  );
}
