"use client";

import { clsx } from "clsx";
import { SlidersHorizontal, X } from "lucide-react";
import { useRouter } from "next/navigation";
import {
  type MouseEvent,
  type ReactNode,
  type RefObject,
  useEffect,
  useRef,
  useState,
  useTransition,
} from "react";
import { keyTexts } from "#components/keys/texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { SearchField } from "#components/ui/form/search-field.tsx";
import { Select } from "#components/ui/form/select/select.tsx";
import {
  findSecret,
  hasPartOfSecret,
  isNarrowed,
  type KeyFilters,
  type KeyTab,
  noFilters,
  type QuickFilter,
  withTab,
  writeKeyFilters,
} from "./key-filters.ts";
import type { FilterSelect } from "./list-selects.ts";

const texts = keyTexts.filters;
const debounceMs = 250;

interface FilterBarProps {
  /** The latest filters, which the server may not have applied yet. */
  latestFilters: KeyFilters;
  setFilters: (filters: KeyFilters) => void;
  selects: readonly FilterSelect[];
  searchRef: RefObject<HTMLInputElement | null>;
  /** Rendered on the server. */
  tabs: ReactNode;
  quickFilters: ReactNode;
  /** The tools beside the filters. `onHide` takes the hidden columns, as in the URL. */
  renderTools: (onHide: (hide: string) => void) => ReactNode;
  /** Called with a complete secret that was typed or pasted. A secret must never get into the URL. */
  onSecret: (secret: string) => void;
}

/** Adds the active value if it's not among the options: a removed environment is known only by its value in the URL. */
function withActive(options: FilterSelect["options"], value: string): FilterSelect["options"] {
  const values = options.flatMap((option) => ("value" in option ? option : option.options));
  return values.some((option) => option.value === value) ? options : [...options, { value, label: value }];
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

  const apply = (changes?: Partial<KeyFilters>, navigate = router.replace) => {
    const q = hasPartOfSecret(text) ? latestFilters.q : text.trim();
    const next = { ...latestFilters, q, cursor: "", ...changes };
    setTyped({ text, isWaiting: false });
    startTransition(() => {
      setFilters(next);
      navigate(writeKeyFilters(next), { scroll: false });
    });
  };
  /** A tab or quick filter links from the filters that the server has applied. Follows it from the latest ones. */
  const followLink = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const { tab, quick } = (event.target as Element).closest("a")?.dataset ?? {};
    if (tab !== undefined) apply({ tab: withTab(latestFilters, tab as KeyTab).tab }, router.push);
    else if (quick !== undefined)
      apply({ tab: "", [quick]: latestFilters[quick as QuickFilter] === "" ? "true" : "" }, router.push);
    else return;
    event.preventDefault();
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

  return { text, setTyped, isPending, apply, followLink };
}

export function FilterBar(props: FilterBarProps) {
  const { latestFilters, setFilters, selects, searchRef, tabs, quickFilters, renderTools, onSecret } = props;
  const { text, setTyped, isPending, apply, followLink } = useFilterChanges({ latestFilters, setFilters });
  const [isExpanded, setIsExpanded] = useState(false);
  const type = (value: string) => {
    const secret = findSecret(value);
    setTyped(secret === null ? { text: value, isWaiting: true } : emptySearch);
    if (secret !== null) onSecret(secret);
  };
  return (
    <>
      <div
        className="mb-3 xl:flex xl:items-center xl:justify-between xl:gap-4 xl:border-b"
        onClickCapture={followLink}
      >
        {tabs}
        <div className={clsx("max-xl:mt-3", !isExpanded && "max-lg:hidden")}>{quickFilters}</div>
      </div>
      <search aria-label={texts.label} className="mb-3 flex flex-wrap items-start gap-2">
        <div className="min-w-40 flex-1 lg:max-w-72 lg:flex-[2]">
          <SearchField
            ref={searchRef}
            label={texts.search}
            placeholder={texts.placeholder}
            aria-keyshortcuts="/"
            isPending={isPending}
            problem={hasPartOfSecret(text) ? texts.partOfKey : undefined}
            value={text}
            onChange={(event) => type(event.target.value)}
          />
        </div>
        <Button
          aria-expanded={isExpanded}
          className="h-9 lg:hidden"
          onClick={() => setIsExpanded(!isExpanded)}
        >
          <SlidersHorizontal aria-hidden="true" />
          {texts.more}
        </Button>
        {selects.map(({ name, label, options }) => (
          <Select
            key={name}
            aria-label={label}
            options={withActive(options, latestFilters[name])}
            value={latestFilters[name]}
            // A status is among all keys, not only among those of the current tab.
            onChange={({ target: { value } }) =>
              apply({ [name]: value, ...(name === "status" ? { tab: "" } : {}) })
            }
            className={clsx(
              "min-w-32 max-lg:basis-[calc(50%-0.25rem)] lg:max-w-44 lg:flex-1",
              latestFilters.permission !== "" && "lg:min-w-42",
              name === "sort" && "lg:hidden",
              // Where there is no room for a fourth select, it is shown only while it filters, on a second line.
              name === "permission" && latestFilters.permission === "" && "lg:max-2xl:hidden",
              !isExpanded && "max-lg:hidden",
            )}
          />
        ))}
        {isNarrowed(latestFilters) ? (
          <Button
            variant="quiet"
            className="h-9"
            onClick={({ detail }) => {
              const { tab, sort, hide } = latestFilters;
              apply({ ...noFilters, tab, sort, hide });
              // This button disappears, so the focus moves to the search. Not after a tap: that would open a phone's
              // keyboard.
              if (detail === 0) searchRef.current?.focus();
            }}
          >
            <X aria-hidden="true" />
            {texts.clear}
          </Button>
        ) : null}
        <div className={clsx("ml-auto flex gap-2", !isExpanded && "max-lg:hidden")}>
          {renderTools((hide) => apply({ hide, cursor: latestFilters.cursor }))}
        </div>
      </search>
    </>
  );
}
