"use client";

import { type ApiFailure, findFieldError } from "#components/api-failure.ts";
import type { KeyDraft } from "#components/keys/form/draft/key-draft.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";

const texts = formTexts.limits;

type Limits = KeyDraft["rateLimit"];

interface LimitFieldsProps {
  value: Limits;
  /** What applies to a field that is left empty. */
  defaults: { perMinute: number; per10Seconds: number };
  failure: ApiFailure | null;
  onChange: (limits: Limits) => void;
}

/** The rate limits, as they are typed. */
export function LimitFields({ value, defaults, failure, onChange }: LimitFieldsProps) {
  const change = (limits: Partial<Limits>) => onChange({ ...value, ...limits });
  // An error about the whole rate limit belongs to neither field.
  const limitError = failure?.details.find(({ path }) => path === "rateLimit")?.message;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <TextField
        label={<OptionalLabel>{texts.perMinute}</OptionalLabel>}
        inputMode="numeric"
        autoComplete="off"
        value={value.perMinute}
        onChange={(event) => change({ perMinute: event.target.value })}
        hint={texts.defaultHint(defaults.perMinute)}
        error={findFieldError(failure, "rateLimit.perMinute") ?? limitError}
      />
      <TextField
        label={<OptionalLabel>{texts.per10Seconds}</OptionalLabel>}
        inputMode="numeric"
        autoComplete="off"
        value={value.per10Seconds}
        onChange={(event) => change({ per10Seconds: event.target.value })}
        hint={texts.defaultHint(defaults.per10Seconds)}
        error={findFieldError(failure, "rateLimit.per10Seconds")}
      />
    </div>
  );
}
