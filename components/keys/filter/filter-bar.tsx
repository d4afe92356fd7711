"use client";

import { Search, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { type RefObject, useEffect, useRef, useState, useTransition } from "react";
import { keyTexts } from "#components/keys/texts.ts";
import type { KeysPageData } from "#components/keys/view-data.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Spinner } from "#components/ui/button/spinner.tsx";
import { type Option, Select } from "#components/ui/form/select.tsx";
import { keyStatuses } from "#lib/contract/keys/key-statuses.ts";
import {
  findSecret,
  hasPartOfSecret,
  isNarrowed,
  type KeyFilters,
  noFilters,
  writeKeyFilters,
} from "./key-filters.ts";

const texts = keyTexts.filters;
const debounceMs = 250;

interface FilterBarProps {
  /** The latest filters, which the server may not have applied yet. */
  latestFilters: KeyFilters;
  setFilters: (filters: KeyFilters) => void;
  page: Pick<KeysPageData, "environments" | "people" | "team" | "keys" | "inactiveKeys">;
  searchRef: RefObject<HTMLInputElement | null>;
  /** Called with a complete secret that was typed or pasted. A secret must never get into the URL. */
  onSecret: (secret: string) => void;
}

function listOwners({ people, team }: FilterBarProps["page"]): Option[] {
  return [
    { value: "", label: texts.allOwners },
    ...people.map(({ id, name }) => ({ value: id, label: name })),
    { value: team.id, label: `${team.name} (${keyTexts.teamOwned})` },
  ];
}

/** Suspended members still own keys. A removed environment is known only by its value in the URL. */
function findLabel(value: string, { keys, inactiveKeys }: FilterBarProps["page"]): string {
  const listed = [...keys.data, ...(inactiveKeys?.data ?? [])];
  return listed.find(({ owner }) => owner.id === value)?.owner.name ?? value;
}

/** Adds the active value to the options if it's no longer among them. */
function withActive(options: readonly Option[], value: string, page: FilterBarProps["page"]) {
  const isKnown = options.some((option) => option.value === value);
  return isKnown ? options : [...options, { value, label: findLabel(value, page) }];
}

function listSelects(page: FilterBarProps["page"], filters: KeyFilters) {
  return [
    {
      name: "environment",
      label: texts.environment,
      options: [
        { value: "", label: texts.allEnvironments },
        ...page.environments.map(({ slug, label }) => ({ value: slug, label })),
      ],
    },
    {
      name: "status",
      label: texts.status,
      options: [
        { value: "", label: texts.currentStatus },
        ...keyStatuses.map((status) => ({ value: status, label: keyTexts.states[status] })),
      ],
    },
    ...(page.people.length > 1 || filters.owner !== ""
      ? [{ name: "owner", label: texts.owner, options: listOwners(page) } as const]
      : []),
  ] as const;
}

const emptySearch = { text: "", isWaiting: false };

/** Applies each change on top of changes that the server hasn't answered yet. */
function useFilterChanges({
  latestFilters,
  setFilters,
}: Pick<FilterBarProps, "latestFilters" | "setFilters">) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [typed, setTyped] = useState(emptySearch);
  // The URL also changes through Back or Clear filters. A trailing space isn't a change.
  const text = typed.isWaiting || typed.text.trim() === latestFilters.q ? typed.text : latestFilters.q;

  const apply = (changes?: Partial<KeyFilters>) => {
    const q = hasPartOfSecret(text) ? latestFilters.q : text.trim();
    const next = { ...latestFilters, q, cursor: "", ...changes };
    setTyped({ text, isWaiting: false });
    startTransition(() => {
      setFilters(next);
      router.replace(writeKeyFilters(next), { scroll: false });
    });
  };
  const latest = useRef(apply);
  useEffect(() => {
    latest.current = apply;
  });
  useEffect(() => {
    if (!typed.isWaiting || hasPartOfSecret(typed.text)) return;
    const timer = setTimeout(() => latest.current(), debounceMs);
    return () => clearTimeout(timer);
  }, [typed]);

  return { text, setTyped, isPending, apply };
}

export function FilterBar({ latestFilters, setFilters, page, searchRef, onSecret }: FilterBarProps) {
  const { text, setTyped, isPending, apply } = useFilterChanges({ latestFilters, setFilters });
  const type = (value: string) => {
    const secret = findSecret(value);
    setTyped(secret === null ? { text: value, isWaiting: true } : emptySearch);
    if (secret !== null) onSecret(secret);
  };
  return (
    <search aria-label={texts.label} className="mb-4 flex flex-wrap items-start gap-2">
      <SearchField text={text} isPending={isPending} inputRef={searchRef} onType={type} />
      {listSelects(page, latestFilters).map(({ name, label, options }) => (
        <Select
          key={name}
          aria-label={label}
          options={withActive(options, latestFilters[name], page)}
          value={latestFilters[name]}
          onChange={(event) => apply({ [name]: event.target.value })}
          className="min-w-36 flex-1 sm:max-w-56 sm:flex-none"
        />
      ))}
      {isNarrowed(latestFilters) ? (
        <Button
          variant="quiet"
          className="h-9"
          onClick={({ detail }) => {
            apply({ ...noFilters, sort: latestFilters.sort });
            // This button disappears, so the focus moves to the search. Not after a tap: that would open a phone's
            // keyboard.
            if (detail === 0) searchRef.current?.focus();
          }}
        >
          <X aria-hidden="true" />
          {texts.clear}
        </Button>
      ) : null}
    </search>
  );
}

interface SearchFieldProps {
  text: string;
  isPending: boolean;
  inputRef: RefObject<HTMLInputElement | null>;
  onType: (text: string) => void;
}

function SearchField({ text, isPending, inputRef, onType }: SearchFieldProps) {
  return (
    <div className="w-full sm:w-64">
      <div className="relative">
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-muted"
        />
        <input
          ref={inputRef}
          type="search"
          aria-label={texts.search}
          aria-keyshortcuts="/"
          placeholder={texts.placeholder}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          value={text}
          onChange={(event) => onType(event.target.value)}
          className="control h-9 pr-8 pl-8 coarse:h-11"
        />
        {isPending ? <Spinner className="absolute top-1/2 right-2.5 -mt-2 text-muted" /> : null}
      </div>
      {hasPartOfSecret(text) ? (
        <p role="status" className="mt-1 text-warn text-xs">
          {texts.partOfKey}
        </p>
      ) : null}
    </div>
  );
}
