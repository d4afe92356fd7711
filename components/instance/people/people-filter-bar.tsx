"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import { SearchField } from "#components/ui/form/search-field.tsx";
import { instanceTexts } from "../texts.ts";
import { type PeopleFilters, writePeopleFilters } from "./people-filters.ts";

const texts = instanceTexts.people;

const debounceMs = 250;

/** Searches while typing. A plain GET form until the page's code runs. */
export function PeopleFilterBar({ filters }: { filters: PeopleFilters }) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [typed, setTyped] = useState<string | null>(null);
  const apply = (q: string) => {
    startTransition(() => {
      router.replace(`/instance/people${writePeopleFilters({ ...filters, q, cursor: "" })}`, {
        scroll: false,
      });
    });
  };
  const latest = useRef(apply);
  useEffect(() => {
    latest.current = apply;
  });
  useEffect(() => {
    if (typed === null) return;
    const timer = setTimeout(() => {
      latest.current(typed.trim());
    }, debounceMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply((typed ?? filters.q).trim());
  };
  return (
    <search>
      <form aria-label={texts.filter} className="w-full sm:w-72" onSubmit={submit}>
        {filters.view === "all" ? null : <input type="hidden" name="view" value={filters.view} />}
        <SearchField
          name="q"
          label={texts.search}
          placeholder={texts.placeholder}
          isPending={isPending}
          problem={undefined}
          value={typed ?? filters.q}
          onChange={(event) => setTyped(event.target.value)}
        />
      </form>
    </search>
  );
}
