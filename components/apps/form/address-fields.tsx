"use client";

import { findFieldError } from "#components/api-failure.ts";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { TextArea } from "#components/ui/form/text-area.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { listAddresses } from "./app-draft.ts";
import type { AppFieldsProps } from "./fields-props.ts";
import { appFormTexts } from "./texts.ts";

const texts = appFormTexts.addresses;

/** Where an app that people open starts, and where they return to. */
export function AddressFields({ draft, failure, onChange }: AppFieldsProps) {
  return (
    <>
      <TextArea
        // Grows with the list, so that most lists need no scrolling.
        rows={Math.min(6, Math.max(2, listAddresses(draft).length + 1))}
        label={texts.redirect}
        className="font-mono text-xs"
        inputMode="url"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        placeholder={texts.redirectPlaceholder}
        value={draft.redirectUris}
        onChange={(event) => onChange({ redirectUris: event.target.value })}
        hint={texts.redirectHint}
        error={findFieldError(failure, "redirectUris")}
      />
      <TextField
        label={<OptionalLabel>{texts.launch}</OptionalLabel>}
        className="font-mono text-xs"
        inputMode="url"
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        placeholder={texts.launchPlaceholder}
        value={draft.launchUri}
        onChange={(event) => onChange({ launchUri: event.target.value })}
        hint={texts.launchHint}
        error={findFieldError(failure, "launchUri")}
      />
    </>
  );
}
