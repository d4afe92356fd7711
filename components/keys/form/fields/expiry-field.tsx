"use client";

import { asExpiryChoice, type Expiry, findExpiry } from "#components/keys/form/draft/expiry.ts";
import { formFields } from "#components/keys/form/draft/form-fields.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { useClock } from "#components/ui/format/clock.ts";
import { Time } from "#components/ui/format/time.tsx";

const texts = formTexts;

const presets = ["never", "7d", "30d", "60d", "90d", "1y", "custom"] as const;

interface ExpiryFieldProps {
  expiry: Expiry;
  error: string | undefined;
  onChange: (expiry: Expiry) => void;
}

function ExpiryHint({ expiry }: { expiry: Expiry }) {
  const nowMs = useClock();
  if (expiry.choice === "never") return texts.expiryNever;
  const end = nowMs === null ? undefined : findExpiry(expiry, nowMs);
  if (!end) return null;
  return (
    <>
      {texts.expiryAt} <Time at={end.toISOString()} />
    </>
  );
}

/** Selects when the key expires, and shows the resulting date. */
export function ExpiryField({ expiry, error, onChange }: ExpiryFieldProps) {
  const isCustom = expiry.choice === "custom";
  const choices = expiry.kept === null ? presets : (["keep", ...presets] as const);
  return (
    <>
      <SelectField
        label={formFields.expiresAt.label}
        value={expiry.choice}
        onChange={(event) => onChange({ ...expiry, choice: asExpiryChoice(event.target.value) })}
        options={choices.map((choice) => ({ value: choice, label: texts.presets[choice] }))}
        hint={<ExpiryHint expiry={expiry} />}
        error={isCustom ? undefined : error}
      />
      {isCustom ? (
        <TextField
          label={texts.expiryDate}
          type="date"
          required
          value={expiry.lastDay}
          onChange={(event) => onChange({ ...expiry, lastDay: event.target.value })}
          hint={texts.expiryDateHint}
          error={error}
        />
      ) : null}
    </>
  );
}
