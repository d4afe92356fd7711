"use client";

import { Search, X } from "lucide-react";
import { useRouter } from "next/navigation";
import { type RefObject, useEffect, useRef, useState, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { type Option, Select } from "#components/ui/select.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { keyStatuses } from "#lib/schemas/key-statuses.ts";
import {
  findSecret,
  hasPartOfSecret,
  isNarrowed,
  type KeyFilters,
  noFilters,
  writeKeyFilters,
} from "./key-filters.ts";
import { keyTexts } from "./texts.ts";
import type { KeysPageData } from "./view-data.ts";

const texts = keyTexts.filters;
const pauseMs = 250;

interface FilterBarProps {
  /** What was chosen last, which the server may have yet to answer. */
  wanted: KeyFilters;
  want: (filters: KeyFilters) => void;
  page: Pick<KeysPageData, "environments" | "people" | "team" | "keys" | "inactiveKeys">;
  searchRef: RefObject<HTMLInputElement | null>;
  /** A whole secret was typed or pasted: it is looked up, and never reaches the address. */
  onSecret: (secret: string) => void;
}

function listOwners({ people, team }: FilterBarProps["page"]): Option[] {
  return [
    { value: "", label: texts.everyOwner },
    ...people.map(({ id, name }) => ({ value: id, label: name })),
    { value: team.id, label: `${team.name} (${keyTexts.teamOwned})` },
  ];
}

/** Somebody suspended still owns keys; of an environment that is gone only the address tells. */
function nameUnknown(value: string, { keys, inactiveKeys }: FilterBarProps["page"]): string {
  const listed = [...keys.data, ...(inactiveKeys?.data ?? [])];
  return listed.find(({ owner }) => owner.id === value)?.owner.name ?? value;
}

/** What narrows the list is always among the options, whether or not it is still there to be chosen. */
function withChosen(options: readonly Option[], value: string, page: FilterBarProps["page"]) {
  const isKnown = options.some((option) => option.value === value);
  return isKnown ? options : [...options, { value, label: nameUnknown(value, page) }];
}

function listChoices(page: FilterBarProps["page"], wanted: KeyFilters) {
  return [
    {
      name: "environment",
      label: texts.environment,
      options: [
        { value: "", label: texts.everyEnvironment },
        ...page.environments.map(({ slug, label }) => ({ value: slug, label })),
      ],
    },
    {
      name: "status",
      label: texts.status,
      options: [
        { value: "", label: texts.everyStatus },
        ...keyStatuses.map((status) => ({ value: status, label: keyTexts.states[status] })),
      ],
    },
    ...(page.people.length > 1 || wanted.owner !== ""
      ? [{ name: "owner", label: texts.owner, options: listOwners(page) } as const]
      : []),
  ] as const;
}

const nothingTyped = { text: "", isWaiting: false };

/** Puts each change on top of those that the server has yet to answer. */
function useFilterChanges({ wanted, want }: Pick<FilterBarProps, "wanted" | "want">) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [typed, setTyped] = useState(nothingTyped);
  // Back, or cleared filters, change the address behind the field; a space at its end is no change.
  const text = typed.isWaiting || typed.text.trim() === wanted.q ? typed.text : wanted.q;

  const show = (changes?: Partial<KeyFilters>) => {
    const q = hasPartOfSecret(text) ? wanted.q : text.trim();
    const next = { ...wanted, q, cursor: "", ...changes };
    setTyped({ text, isWaiting: false });
    startTransition(() => {
      want(next);
      router.replace(writeKeyFilters(next), { scroll: false });
    });
  };
  const latest = useRef(show);
  useEffect(() => {
    latest.current = show;
  });
  useEffect(() => {
    if (!typed.isWaiting || hasPartOfSecret(typed.text)) return;
    const timer = setTimeout(() => latest.current(), pauseMs);
    return () => clearTimeout(timer);
  }, [typed]);

  return { text, setTyped, isPending, show };
}

export function FilterBar({ wanted, want, page, searchRef, onSecret }: FilterBarProps) {
  const { text, setTyped, isPending, show } = useFilterChanges({ wanted, want });
  const type = (value: string) => {
    const secret = findSecret(value);
    setTyped(secret === null ? { text: value, isWaiting: true } : nothingTyped);
    if (secret !== null) onSecret(secret);
  };
  return (
    <search aria-label={texts.label} className="mb-4 flex flex-wrap items-start gap-2">
      <SearchField text={text} isPending={isPending} inputRef={searchRef} onType={type} />
      {listChoices(page, wanted).map(({ name, label, options }) => (
        <Select
          key={name}
          aria-label={label}
          options={withChosen(options, wanted[name], page)}
          value={wanted[name]}
          onChange={(event) => show({ [name]: event.target.value })}
          className="min-w-36 flex-1 sm:max-w-56 sm:flex-none"
        />
      ))}
      {isNarrowed(wanted) ? (
        <Button
          look="quiet"
          className="h-9"
          onClick={({ detail }) => {
            show({ ...noFilters, sort: wanted.sort });
            // The button goes. After a tap no focus is missed, and it would bring the phone's keyboard up.
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
