"use client";

import { X } from "lucide-react";
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useId, useState } from "react";
import { describeControl, FieldFrame, type FieldProps } from "./field.tsx";

interface Entries {
  entries: readonly string[];
  /** The text in the input that is not an entry yet. */
  typed: string;
}

interface EntriesFieldProps extends FieldProps {
  value: Entries;
  onChange: (value: { entries: string[]; typed: string }) => void;
  /** Returns the entry in its canonical form, or null for an invalid entry. */
  read: (text: string) => string | null;
  /** The error for an invalid entry. */
  invalidMessage: string;
  /** Whether more typing could make the text valid. No error is shown while it could. */
  isIncomplete: (text: string) => boolean;
  removeLabel: (entry: string) => string;
  /** The accessible name of the list of entries. */
  listLabel: string;
  /** Content next to the field, such as a button that adds an entry. */
  end?: ReactNode;
}

const separators = /[\s,;]+/;

/** Moves the valid parts of the text to the entries. Invalid parts stay in the field to be corrected. */
function addTyped({ entries, typed }: Entries, read: EntriesFieldProps["read"]) {
  const next = new Set(entries);
  const rest: string[] = [];
  for (const part of typed.split(separators).filter((text) => text !== "")) {
    const entry = read(part);
    if (entry === null) rest.push(part);
    else next.add(entry);
  }
  return { entries: [...next], typed: rest.join(" ") };
}

/** A field for a list of entries. Enter, a comma, a space or leaving the field adds the typed text. */
export function EntriesField(props: EntriesFieldProps) {
  const { value, onChange, read, invalidMessage, isIncomplete, removeLabel, listLabel, end, ...field } =
    props;
  const id = useId();
  const [isCommitted, setIsCommitted] = useState(false);
  const isInvalid =
    value.typed !== "" && (isCommitted || !isIncomplete(value.typed)) && read(value.typed) === null;
  const error = isInvalid ? invalidMessage : field.error;

  const commit = (typed: string) => {
    setIsCommitted(true);
    onChange(addTyped({ ...value, typed }, read));
  };
  const press = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Enter" || value.typed.trim() === "") return;
    event.preventDefault();
    commit(value.typed);
  };
  const type = (text: string) => {
    if (/[\s,;]$/.test(text)) return commit(text);
    setIsCommitted(false);
    onChange({ entries: [...value.entries], typed: text });
  };
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    const text = event.clipboardData.getData("text");
    if (!separators.test(text.trim())) return;
    event.preventDefault();
    commit(`${value.typed} ${text}`);
  };

  return (
    <FieldFrame {...field} id={id} error={error}>
      <div className="flex flex-wrap gap-2">
        <input
          id={id}
          {...describeControl(id, { hint: field.hint, error })}
          className="control h-9 w-auto min-w-40 flex-1 font-mono coarse:h-11"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={value.typed}
          onChange={(event) => type(event.target.value)}
          onKeyDown={press}
          onPaste={paste}
          onBlur={() => (value.typed === "" ? undefined : commit(value.typed))}
        />
        {end}
      </div>
      {value.entries.length === 0 ? null : (
        <Chips
          entries={value.entries}
          label={listLabel}
          removeLabel={removeLabel}
          onRemove={(entry) => {
            onChange({ entries: value.entries.filter((other) => other !== entry), typed: value.typed });
            document.getElementById(id)?.focus();
          }}
        />
      )}
    </FieldFrame>
  );
}

interface ChipsProps {
  entries: readonly string[];
  label: string;
  removeLabel: (entry: string) => string;
  onRemove: (entry: string) => void;
}

function Chips({ entries, label, removeLabel, onRemove }: ChipsProps) {
  return (
    <ul aria-label={label} className="flex flex-wrap gap-1.5">
      {entries.map((entry) => (
        <li key={entry} className="flex items-center rounded-md bg-sunken pl-2 font-mono text-xs">
          <span className="[overflow-wrap:anywhere]">{entry}</span>
          <button
            type="button"
            aria-label={removeLabel(entry)}
            onClick={() => onRemove(entry)}
            className="grid size-6 place-items-center rounded-md text-muted hover:text-text coarse:size-11"
          >
            <X aria-hidden="true" className="size-3.5" />
          </button>
        </li>
      ))}
    </ul>
  );
}
