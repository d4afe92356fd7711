"use client";

import { Plus, X } from "lucide-react";
import { useId, useRef } from "react";
import type { ApiFailure } from "#components/api-failure.ts";
import { Button, IconButton } from "#components/ui/button/button.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import type { IssuerPresetName } from "#lib/domain/federation/presets.ts";
import { nameClaim } from "./claim-names.ts";
import {
  addCondition,
  type ClaimsDraft,
  type Condition,
  findConditionError,
  listOfferedClaims,
} from "./rule-draft.ts";
import { keylessTexts } from "./texts.ts";

const texts = keylessTexts.form;
const examples: Readonly<Record<string, string>> = texts.examples;

/** Stands for a claim whose name is typed. No claim has a space in its name. */
const other = "other claim";

interface ConditionsFieldProps {
  preset: IssuerPresetName;
  claims: ClaimsDraft;
  failure: ApiFailure | null;
  onChange: (conditions: Condition[]) => void;
}

/** Claims that restrict a rule further. */
export function ConditionsField({ preset, claims, failure, onChange }: ConditionsFieldProps) {
  const id = useId();
  const addRef = useRef<HTMLButtonElement>(null);
  const { conditions } = claims;
  const change = (changed: Condition) =>
    onChange(conditions.map((condition) => (condition.id === changed.id ? changed : condition)));
  return (
    <fieldset aria-describedby={`${id}-hint`} className="flex min-w-0 flex-col gap-2">
      <legend className="font-medium text-sm">
        {texts.conditions} <span className="font-normal text-muted">(optional)</span>
      </legend>
      <p id={`${id}-hint`} className="text-muted text-xs leading-5">
        {texts.conditionsHint}
      </p>
      {conditions.map((condition, index) => (
        <ConditionRow
          key={condition.id}
          index={index}
          preset={preset}
          condition={condition}
          failure={failure}
          onChange={change}
          onRemove={() => {
            addRef.current?.focus();
            onChange(conditions.filter(({ id: other }) => other !== condition.id));
          }}
        />
      ))}
      <div>
        <Button ref={addRef} onClick={() => onChange(addCondition(claims, preset))}>
          <Plus aria-hidden="true" />
          {texts.addCondition}
        </Button>
      </div>
    </fieldset>
  );
}

interface ConditionRowProps {
  index: number;
  preset: IssuerPresetName;
  condition: Condition;
  failure: ApiFailure | null;
  onChange: (condition: Condition) => void;
  onRemove: () => void;
}

function ConditionRow({ index, preset, condition, failure, onChange, onRemove }: ConditionRowProps) {
  const offered = listOfferedClaims(preset);
  const error = findConditionError(failure, condition);
  const choose = (value: string) =>
    onChange({ ...condition, isOther: value === other, claim: value === other ? "" : value });
  return (
    <fieldset
      aria-label={texts.condition(index)}
      className="relative grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-3 gap-y-3 rounded-md border p-3 pr-12 max-sm:grid-cols-1 coarse:pr-14"
    >
      {offered.length === 0 ? null : (
        <SelectField
          label={texts.claim}
          value={condition.isOther ? other : condition.claim}
          onChange={(event) => choose(event.target.value)}
          options={[
            ...offered.map((claim) => ({ value: claim, label: nameClaim(claim) })),
            { value: other, label: texts.otherClaim },
          ]}
          error={condition.isOther ? undefined : error.claim}
        />
      )}
      {condition.isOther ? (
        <TextField
          label={texts.claimName}
          className="font-mono text-xs"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={condition.claim}
          onChange={(event) => onChange({ ...condition, claim: event.target.value })}
          hint={texts.claimNameHint}
          error={error.claim}
        />
      ) : null}
      <TextArea
        rows={1}
        label={texts.values}
        fieldClassName={offered.length > 0 && condition.isOther ? "col-span-full" : ""}
        className="field-sizing-content font-mono text-xs leading-5"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        placeholder={examples[`${preset} ${condition.claim}`]}
        value={condition.values}
        onChange={(event) => onChange({ ...condition, values: event.target.value })}
        hint={texts.valuesHint}
        error={error.values}
      />
      <IconButton
        label={texts.removeCondition(index)}
        className="absolute top-2 right-2 coarse:top-1 coarse:right-1"
        onClick={onRemove}
      >
        <X aria-hidden="true" />
      </IconButton>
    </fieldset>
  );
}
