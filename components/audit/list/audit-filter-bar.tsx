"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { type FormEvent, useRef, useState } from "react";
import { hasPartOfSecret } from "#components/keys/filter/key-filters.ts";
import { type FilterPerson, listPeopleOptions } from "#components/shell/people-options.ts";
import { Button } from "#components/ui/button/button.tsx";
import { buttonVariants } from "#components/ui/button/button-variants.ts";
import { readDay } from "#components/ui/form/date/calendar-days.ts";
import { DateField } from "#components/ui/form/date-field.tsx";
import { SearchField } from "#components/ui/form/search-field.tsx";
import { Select } from "#components/ui/form/select/select.tsx";
import { type AuditFilters, isFiltered, noFilters } from "../audit-filters.ts";
import { auditTexts } from "../texts.ts";
import { useFilterChanges } from "./use-filter-changes.ts";

const texts = auditTexts.filters;

interface AuditFilterBarProps {
  filters: AuditFilters;
  /** Also suspended and former members. */
  everyone: readonly FilterPerson[];
  choices?: FilterChoices;
}

/** What the filters of a log are called, and the kinds of actions it has. */
export type FilterChoices = {
  readonly [Name in "placeholder" | "actor" | "anyone"]: string;
} & { readonly groups: Readonly<Record<string, string>> };

const selectClasses = "min-w-32 flex-1 sm:max-w-40";

/**
 * Each change applies at once. A plain GET form with a button if the browser runs no scripts, and until the page's code
 * runs.
 */
export function AuditFilterBar({ filters, everyone, choices = texts }: AuditFilterBarProps) {
  const { latest, text, zone, isPending, apply, type } = useFilterChanges(filters);
  const search = useRef<HTMLInputElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply();
  };
  return (
    <search>
      <form aria-label={texts.label} className="mb-3 flex flex-wrap items-start gap-2" onSubmit={submit}>
        <div className="w-full sm:w-64">
          <SearchField
            ref={search}
            name="q"
            label={texts.search}
            placeholder={choices.placeholder}
            isPending={isPending}
            problem={hasPartOfSecret(text) ? texts.partOfKey : undefined}
            value={text}
            onChange={(event) => type(event.target.value)}
          />
        </div>
        <Select
          aria-label={choices.actor}
          name="actor"
          options={[{ value: "", label: choices.anyone }, ...listPeopleOptions(everyone)]}
          value={latest.actor}
          onChange={(event) => apply({ actor: event.target.value })}
          className={selectClasses}
        />
        <Select
          aria-label={texts.action}
          name="action"
          options={[
            { value: "", label: texts.anything },
            ...Object.entries(choices.groups).map(([value, label]) => ({ value, label })),
          ]}
          value={latest.action}
          onChange={(event) => apply({ action: event.target.value })}
          className={selectClasses}
        />
        <Select
          aria-label={texts.range}
          name="range"
          options={Object.entries(texts.ranges).map(([value, label]) => ({ value, label }))}
          value={latest.range}
          onChange={(event) => apply({ range: event.target.value, from: "", to: "" })}
          className={selectClasses}
        />
        <input type="hidden" name="zone" value={zone} />
        {latest.target === "" ? null : <input type="hidden" name="target" value={latest.target} />}
        <noscript>
          <button type="submit" className={clsx("button h-9", buttonVariants.secondary)}>
            {texts.apply}
          </button>
        </noscript>
        {isFiltered(latest) ? (
          <Button
            variant="quiet"
            className="h-9"
            onClick={({ detail }) => {
              apply(noFilters);
              // This button disappears, so the focus moves to the search. Not after a tap: that would open a phone's
              // keyboard.
              if (detail === 0) search.current?.focus();
            }}
          >
            <X aria-hidden="true" />
            {texts.clear}
          </Button>
        ) : null}
        {latest.range === "custom" ? <CustomRange latest={latest} apply={apply} /> : null}
      </form>
      <p className="mb-4 text-muted text-sm">
        {texts.zone(filters.range === "" ? zone : filters.zone || "UTC")}
        {latest.target === "" ? null : (
          <span className="block [overflow-wrap:anywhere]">{texts.target(latest.target)}</span>
        )}
      </p>
    </search>
  );
}

interface CustomRangeProps {
  latest: AuditFilters;
  apply: (changes: Partial<AuditFilters>) => void;
}

/** Both days are included. An empty one leaves the range open. */
function CustomRange({ latest, apply }: CustomRangeProps) {
  return (
    <div className="flex w-full flex-wrap gap-2">
      <DayField name="from" day={latest.from} onChange={(from) => apply({ range: "custom", from })} />
      <DayField name="to" day={latest.to} onChange={(to) => apply({ range: "custom", to })} />
    </div>
  );
}

interface DayFieldProps {
  name: "from" | "to";
  day: string;
  onChange: (day: string) => void;
}

/** Keeps what is typed until it is a whole date. */
function DayField({ name, day, onChange }: DayFieldProps) {
  const [typed, setTyped] = useState<string>();
  return (
    <DateField
      fieldClassName="min-w-36 flex-1 sm:w-40 sm:flex-none"
      label={texts[name]}
      name={name}
      min="1971-01-01"
      value={typed ?? day}
      onBlur={() => setTyped(undefined)}
      onChange={({ target: { value } }) => {
        setTyped(value);
        const next = value === "" ? "" : readDay(value);
        if (next === "" || (next !== null && next >= "1971")) onChange(next);
      }}
    />
  );
}
