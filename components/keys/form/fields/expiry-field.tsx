"use client";

import {
  asExpiryChoice,
  type Expiry,
  type ExpiryRules,
  findExpiry,
  listExpiryChoices,
} from "#components/keys/form/draft/expiry.ts";
import { formFields } from "#components/keys/form/draft/form-fields.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { getToday } from "#components/ui/form/date/calendar-days.ts";
import { DateField } from "#components/ui/form/date-field.tsx";
import { SelectField } from "#components/ui/form/select.tsx";
import { useClock } from "#components/ui/format/clock.ts";
import { Time } from "#components/ui/format/time.tsx";

const texts = formTexts;

interface ExpiryFieldProps {
  expiry: Expiry;
  /** Those of the key's environment. */
  rules: ExpiryRules | undefined;
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
export function ExpiryField({ expiry, rules, error, onChange }: ExpiryFieldProps) {
  const isCustom = expiry.choice === "custom";
  const maxSeconds = rules?.maxKeyLifetimeSeconds ?? expiry.maxSeconds;
  const change = (changes: Partial<Expiry>) =>
    onChange({ ...expiry, ...changes, maxSeconds, isChosen: true });
  return (
    <>
      <SelectField
        label={formFields.expiresAt.label}
        value={expiry.choice}
        onChange={(event) => change({ choice: asExpiryChoice(event.target.value) })}
        options={listExpiryChoices(expiry, rules).map((choice) => ({
          value: choice,
          label:
            choice === "max" && maxSeconds !== null ? texts.presetMax(maxSeconds) : texts.presets[choice],
        }))}
        hint={<ExpiryHint expiry={expiry} />}
        error={isCustom ? undefined : error}
      />
      {isCustom ? (
        <DateField
          label={texts.expiryDate}
          required
          min={getToday()}
          value={expiry.lastDay}
          onChange={(event) => change({ lastDay: event.target.value })}
          hint={texts.expiryDateHint}
          error={error}
        />
      ) : null}
    </>
  );
}
