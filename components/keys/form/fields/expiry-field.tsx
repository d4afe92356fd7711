"use client";

import { asExpiryChoice, findExpiry, type KeyDraft } from "#components/keys/form/draft/key-draft.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { useClock } from "#components/ui/format/clock.ts";
import { Time } from "#components/ui/format/time.tsx";

const texts = formTexts;

const presets = ["never", "7d", "30d", "60d", "90d", "1y", "custom"] as const;

interface ExpiryFieldProps {
  draft: KeyDraft;
  error: string | undefined;
  onChange: (changes: Partial<KeyDraft>) => void;
}

function ExpiryHint({ draft }: { draft: KeyDraft }) {
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

/** Selects when the key expires, and shows the resulting date. */
export function ExpiryField({ draft, error, onChange }: ExpiryFieldProps) {
  const isCustom = draft.expiry === "custom";
  const choices = draft.keptExpiry === null ? presets : (["keep", ...presets] as const);
  return (
    <>
      <SelectField
        label={texts.expiry}
        value={draft.expiry}
        onChange={(event) => onChange({ expiry: asExpiryChoice(event.target.value) })}
        options={choices.map((choice) => ({ value: choice, label: texts.presets[choice] }))}
        hint={<ExpiryHint draft={draft} />}
        error={isCustom ? undefined : error}
      />
      {isCustom ? (
        <TextField
          label={texts.expiryDate}
          type="date"
          required
          value={draft.lastDay}
          onChange={(event) => onChange({ lastDay: event.target.value })}
          hint={texts.expiryDateHint}
          error={error}
        />
      ) : null}
    </>
  );
}
