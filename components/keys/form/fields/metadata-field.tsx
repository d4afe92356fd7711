"use client";

import { clsx } from "clsx";
import { Plus, X } from "lucide-react";
import { useRef } from "react";
import { type ApiFailure, findFieldError } from "#components/api-failure.ts";
import { formFields } from "#components/keys/form/draft/form-fields.ts";
import type { KeyDraft } from "#components/keys/form/draft/key-draft.ts";
import { formTexts } from "#components/keys/form/draft/texts.ts";
import { Button, IconButton } from "#components/ui/button/button.tsx";
import { FieldError } from "#components/ui/form/field.tsx";

const texts = formTexts.metadata;

type Row = KeyDraft["metadata"][number];

interface MetadataFieldProps {
  rows: readonly Row[];
  failure: ApiFailure | null;
  onChange: (rows: Row[]) => void;
}

const inputClasses = "control h-9 min-w-0 font-mono coarse:h-11";

/** Name and value fields, one row for each entry. */
export function MetadataField({ rows, failure, onChange }: MetadataFieldProps) {
  const error = findFieldError(failure, "metadata");
  const fieldsetRef = useRef<HTMLFieldSetElement>(null);
  const addRef = useRef<HTMLButtonElement>(null);
  const nextId = Math.max(-1, ...rows.map(({ id }) => id)) + 1;
  const change = (id: number, changes: Partial<Row>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...changes } : row)));
  /** An error about all metadata concerns every row. */
  const isInvalid = (name: string) =>
    failure?.details.some(({ path }) => path === "metadata" || path === `metadata.${name.trim()}`) ||
    undefined;
  const add = () => {
    onChange([...rows, { id: nextId, name: "", value: "" }]);
    // Focus the new row once it is rendered.
    requestAnimationFrame(() =>
      fieldsetRef.current?.querySelector<HTMLElement>(`[data-row="${nextId}"]`)?.focus(),
    );
  };
  return (
    <fieldset ref={fieldsetRef} className="flex flex-col gap-2">
      <legend className="mb-1.5 font-medium text-sm">{formFields.metadata.label}</legend>
      {rows.map(({ id, name, value }, index) => (
        <div key={id} className="flex gap-2">
          <input
            aria-label={texts.nameOf(index + 1)}
            placeholder={texts.name}
            autoComplete="off"
            spellCheck={false}
            data-row={id}
            aria-invalid={isInvalid(name)}
            className={clsx(inputClasses, "basis-2/5")}
            value={name}
            onChange={(event) => change(id, { name: event.target.value })}
          />
          <input
            aria-label={texts.valueOf(index + 1)}
            placeholder={texts.value}
            autoComplete="off"
            spellCheck={false}
            aria-invalid={isInvalid(name)}
            className={clsx(inputClasses, "flex-1")}
            value={value}
            onChange={(event) => change(id, { value: event.target.value })}
          />
          <IconButton
            label={texts.remove(index + 1)}
            className="h-9"
            onClick={() => {
              onChange(rows.filter((row) => row.id !== id));
              addRef.current?.focus();
            }}
          >
            <X aria-hidden="true" />
          </IconButton>
        </div>
      ))}
      <div>
        <Button ref={addRef} onClick={add}>
          <Plus aria-hidden="true" />
          {texts.add}
        </Button>
      </div>
      {error === undefined ? (
        <p className="text-muted text-xs leading-5">{texts.hint}</p>
      ) : (
        <FieldError>{error}</FieldError>
      )}
    </fieldset>
  );
}
