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
  filters: KeyFilters;
  page: Pick<KeysPageData, "environments" | "people" | "team">;
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

function listChoices(page: FilterBarProps["page"]) {
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
    ...(page.people.length > 1
      ? [{ name: "owner", label: texts.owner, options: listOwners(page) } as const]
      : []),
  ] as const;
}

export function FilterBar({ filters, page, searchRef, onSecret }: FilterBarProps) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const show = (changes: Partial<KeyFilters>) =>
    startTransition(() => {
      router.replace(writeKeyFilters({ ...filters, cursor: "", ...changes }), { scroll: false });
    });
  return (
    <search aria-label={texts.label} className="mb-4 flex flex-wrap items-start gap-2">
      <SearchField
        shown={filters.q}
        isPending={isPending}
        inputRef={searchRef}
        onSearch={(q) => show({ q })}
        onSecret={onSecret}
      />
      {listChoices(page).map(({ name, label, options }) => (
        <Select
          key={name}
          aria-label={label}
          options={options}
          value={filters[name]}
          onChange={(event) => show({ [name]: event.target.value })}
          className="min-w-36 flex-1 sm:max-w-56 sm:flex-none"
        />
      ))}
      {isNarrowed(filters) ? (
        <Button look="quiet" className="h-9" onClick={() => show({ ...noFilters, sort: filters.sort })}>
          <X aria-hidden="true" />
          {texts.clear}
        </Button>
      ) : null}
    </search>
  );
}

interface SearchFieldProps {
  /** What the address says. */
  shown: string;
  isPending: boolean;
  inputRef: RefObject<HTMLInputElement | null>;
  onSearch: (text: string) => void;
  onSecret: (secret: string) => void;
}

function SearchField({ shown, isPending, inputRef, onSearch, onSecret }: SearchFieldProps) {
  const [text, setText] = useState(shown);
  const asked = useRef(shown);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  // Back, or a cleared filter, changes the address behind the field.
  useEffect(() => {
    if (shown === asked.current) return;
    asked.current = shown;
    setText(shown);
  }, [shown]);

  const change = (value: string) => {
    clearTimeout(timer.current);
    const secret = findSecret(value);
    if (secret !== null) {
      setText(asked.current);
      return onSecret(secret);
    }
    setText(value);
    if (hasPartOfSecret(value)) return;
    timer.current = setTimeout(() => {
      asked.current = value.trim();
      onSearch(value.trim());
    }, pauseMs);
  };

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
          onChange={(event) => change(event.target.value)}
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
