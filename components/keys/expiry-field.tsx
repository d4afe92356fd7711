"use client";

import { useClock } from "#components/ui/clock.ts";
import { SelectField } from "#components/ui/select.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { Time } from "#components/ui/time.tsx";
import { asExpiryPreset, type CreateDraft, expiryPresets, findExpiry } from "./create-draft.ts";
import { keyTexts } from "./texts.ts";

const texts = keyTexts.create;

interface ExpiryFieldProps {
  draft: CreateDraft;
  error: string | undefined;
  onChange: (changes: Partial<CreateDraft>) => void;
}

function ExpiryHint({ draft }: { draft: CreateDraft }) {
  const nowMs = useClock();
  if (draft.expiry === "never") return texts.expiryNever;
  const end = nowMs === null ? undefined : findExpiry(draft, nowMs);
  if (!end) return null;
  return (
    <>
      {texts.expiryAt} <Time at={end.toISOString()} />
    </>
  );
}

/** When the key ends, with the moment that comes to. */
export function ExpiryField({ draft, error, onChange }: ExpiryFieldProps) {
  const isCustom = draft.expiry === "custom";
  return (
    <>
      <SelectField
        label={texts.expiry}
        value={draft.expiry}
        onChange={(event) => onChange({ expiry: asExpiryPreset(event.target.value) })}
        options={expiryPresets.map((preset) => ({ value: preset, label: texts.presets[preset] }))}
        hint={<ExpiryHint draft={draft} />}
        error={isCustom ? undefined : error}
      />
      {isCustom ? (
        <TextField
          label={texts.expiryDate}
          type="date"
          value={draft.lastDay}
          onChange={(event) => onChange({ lastDay: event.target.value })}
          hint={texts.expiryDateHint}
          error={error}
        />
      ) : null}
    </>
  );
}
