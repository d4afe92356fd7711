"use client";

import { findFieldError } from "#components/api-failure.ts";
import type { FieldsProps } from "#components/keys/form/draft/fields-props.ts";
import { formFields, lineFields } from "#components/keys/form/draft/form-fields.ts";
import { countSetOptions } from "#components/keys/form/draft/key-draft.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { EntriesField } from "#components/ui/form/entries-field.tsx";
import { OptionalLabel } from "#components/ui/form/optional-label.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { keyFieldNames, resourceText } from "#lib/contract/keys/key-fields.ts";
import { AddressesField } from "./addresses-field.tsx";
import { LimitFields } from "./limit-fields.tsx";
import { MetadataField } from "./metadata-field.tsx";
import { OwnerField } from "./owner-field.tsx";

const optionFields: readonly string[] = [
  "owner",
  ...keyFieldNames.filter((name) => formFields[name].section === "more"),
];

function readResource(text: string): string | null {
  return resourceText.safeParse(text).data ?? null;
}

interface MoreOptionsProps extends FieldsProps {
  /** Whether the allowed addresses are here. Otherwise the environment requires them, and they are above. */
  hasAddresses: boolean;
}

/** Options that most keys don't need. Opens automatically if a field in it has an error. */
export function MoreOptions({ hasAddresses, ...props }: MoreOptionsProps) {
  const { draft, seen, page, failure, onChange } = props;
  const shownFields = optionFields.filter((field) => hasAddresses || field !== "allowedIps");
  const hasError = shownFields.some((field) => findFieldError(failure, field) !== undefined);
  const setCount =
    countSetOptions(draft, shownFields) + (seen === null && draft.owner.type !== "self" ? 1 : 0);
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
        {formTexts.more}
        <span className="font-normal text-muted">
          {" "}
          · {setCount === 0 ? formTexts.moreHint : formTexts.countSet(setCount)}
        </span>
      </summary>
      <div className="mt-3 flex flex-col gap-4">
        {seen === null ? (
          <OwnerField
            owner={draft.owner}
            page={page}
            error={findFieldError(failure, "owner")}
            onChange={(owner) => onChange({ owner })}
          />
        ) : null}
        {hasAddresses ? (
          <AddressesField
            value={draft.allowedIps}
            ownAddress={page.form.address}
            error={findFieldError(failure, "allowedIps")}
            onChange={(allowedIps) => onChange({ allowedIps })}
          />
        ) : null}
        <LimitFields
          value={draft.rateLimit}
          defaults={page.form.rateLimit}
          failure={failure}
          onChange={(rateLimit) => onChange({ rateLimit })}
        />
        <EntriesField
          label={<OptionalLabel>{formFields.resources.label}</OptionalLabel>}
          hint={formTexts.resourcesHint}
          error={findFieldError(failure, "resources")}
          value={draft.resources}
          onChange={(resources) => onChange({ resources })}
          read={readResource}
          invalidMessage={formTexts.notAResource}
          isIncomplete={(text) => readResource(text) !== null}
          listLabel={formFields.resources.label}
          removeLabel={formTexts.removeEntry}
        />
        {lineFields.map(({ name, label, hint }) => (
          <TextField
            key={name}
            label={<OptionalLabel>{label}</OptionalLabel>}
            hint={hint}
            autoComplete="off"
            spellCheck={false}
            value={draft[name]}
            onChange={(event) => onChange({ [name]: event.target.value })}
            error={findFieldError(failure, name)}
          />
        ))}
        <MetadataField
          rows={draft.metadata}
          failure={failure}
          onChange={(metadata) => onChange({ metadata })}
        />
      </div>
    </details>
  );
}
