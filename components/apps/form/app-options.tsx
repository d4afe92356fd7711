"use client";

import { useId } from "react";
import { findFieldError } from "#components/api-failure.ts";
import { AddressesField } from "#components/keys/form/fields/addresses-field.tsx";
import { LimitFields } from "#components/keys/form/fields/limit-fields.tsx";
import { Radio } from "#components/ui/form/checkbox.tsx";
import { tokenFormats } from "#lib/domain/apps/scopes.ts";
import { countSetAppOptions } from "./app-draft.ts";
import type { AppFieldsProps } from "./fields-props.ts";
import { appFormTexts } from "./texts.ts";

const hints = { opaque: appFormTexts.tokens.opaqueHint, jwt: appFormTexts.tokens.jwtHint } as const;

const optionFields = ["tokenFormat", "allowedIps", "rateLimit"] as const;

/** Options that most apps don't need. Opens automatically if a field in it has an error. */
export function AppOptions({ draft, page, failure, onChange }: AppFieldsProps) {
  const hasError = optionFields.some((field) => findFieldError(failure, field) !== undefined);
  // The tokens of people are always opaque.
  const hint = draft.kind === "service" ? appFormTexts.moreHint : appFormTexts.moreHintForPeople;
  const setCount = countSetAppOptions(draft);
  return (
    <details
      open={hasError || undefined}
      className="border-t pt-3"
      onToggle={({ currentTarget }) => {
        // At the end of a form, they would open below its visible part. After an error, the focus scrolls.
        if (currentTarget.open && !hasError) currentTarget.scrollIntoView({ block: "nearest" });
      }}
    >
      <summary className="w-fit rounded-sm font-medium text-accent-text text-sm coarse:py-3">
        {appFormTexts.more}
        <span className="font-normal text-muted">
          {" "}
          · {setCount === 0 ? hint : appFormTexts.countSet(setCount)}
        </span>
      </summary>
      <div className="mt-3 flex flex-col gap-4">
        {draft.kind === "service" ? (
          <TokenFormatField value={draft.tokenFormat} onChange={(tokenFormat) => onChange({ tokenFormat })} />
        ) : null}
        <AddressesField
          value={draft.allowedIps}
          ownAddress={page.form.address}
          hint={appFormTexts.allowedIpsHint}
          error={findFieldError(failure, "allowedIps")}
          onChange={(allowedIps) => onChange({ allowedIps })}
        />
        <LimitFields
          value={draft.rateLimit}
          defaults={page.form.rateLimit}
          failure={failure}
          onChange={(rateLimit) => onChange({ rateLimit })}
        />
      </div>
    </details>
  );
}

interface TokenFormatFieldProps {
  value: (typeof tokenFormats)[number];
  onChange: (format: (typeof tokenFormats)[number]) => void;
}

function TokenFormatField({ value, onChange }: TokenFormatFieldProps) {
  const group = useId();
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{appFormTexts.tokens.label}</legend>
      {tokenFormats.map((format) => (
        <Radio
          key={format}
          name={group}
          label={appFormTexts.tokens[format]}
          hint={hints[format]}
          checked={format === value}
          onChange={() => onChange(format)}
        />
      ))}
    </fieldset>
  );
}
