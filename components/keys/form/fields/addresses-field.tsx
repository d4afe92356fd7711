"use client";

import { formFields } from "#components/keys/form/draft/form-fields.ts";
import type { KeyDraft } from "#components/keys/form/draft/key-draft.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { EntriesField } from "#components/ui/form/entries-field.tsx";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { allowedIpText } from "#lib/contract/keys/key-fields.ts";
import { couldBecomeBlock } from "./could-become-block.ts";

type Addresses = KeyDraft["allowedIps"];

interface AddressesFieldProps {
  value: Addresses;
  /** The viewer's address, to add it with one click. */
  ownAddress: string | null;
  /** Whether the environment requires addresses. */
  isRequired?: boolean;
  error: string | undefined;
  /** By default what the addresses of a key are for. */
  hint?: string;
  onChange: (value: Addresses) => void;
}

function readBlock(text: string): string | null {
  return allowedIpText.safeParse(text).data ?? null;
}

/** The addresses from which the key works. */
export function AddressesField({
  value,
  ownAddress,
  isRequired = false,
  error,
  hint = isRequired ? formTexts.requiredIpsHint : formTexts.allowedIpsHint,
  onChange,
}: AddressesFieldProps) {
  const { label } = formFields.allowedIps;
  const ownBlock = ownAddress === null ? null : readBlock(ownAddress);
  return (
    <EntriesField
      label={isRequired ? label : <OptionalLabel>{label}</OptionalLabel>}
      hint={hint}
      error={error}
      value={value}
      onChange={onChange}
      read={readBlock}
      invalidMessage={formTexts.notAnAddress}
      isIncomplete={couldBecomeBlock}
      listLabel={label}
      removeLabel={formTexts.removeEntry}
      end={
        ownBlock === null ? null : (
          <Button
            className="h-9"
            title={ownBlock}
            disabled={value.entries.includes(ownBlock)}
            onClick={() => onChange({ ...value, entries: [...value.entries, ownBlock] })}
          >
            {formTexts.addOwnAddress}
          </Button>
        )
      }
    />
  );
}
