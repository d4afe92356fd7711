"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useEffect, useRef, useState, useTransition } from "react";
import { SearchField } from "#components/ui/form/search-field.tsx";

const debounceMs = 250;

interface SearchBarProps {
  /** The accessible name of the field, and of its form. */
  label: string;
  placeholder: string;
  /** The path of the page. */
  path: string;
  /** What stays in the page's query. */
  kept?: Readonly<Record<string, string>>;
  q: string;
}

/** Searches a list while typing. A plain GET form until the page's code runs. */
export function SearchBar({ label, placeholder, path, kept = {}, q }: SearchBarProps) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [typed, setTyped] = useState({ text: q, isWaiting: false });
  // The URL also changes by other links, such as the one that clears the search. A trailing space isn't a change.
  const text = typed.isWaiting || isPending || typed.text.trim() === q ? typed.text : q;
  const apply = () => {
    const wanted = text.trim();
    const query = new URLSearchParams({ ...kept, ...(wanted === "" ? {} : { q: wanted }) });
    setTyped({ text, isWaiting: false });
    startTransition(() => router.replace(`${path}?${query}`, { scroll: false }));
  };
  const latest = useRef(apply);
  useEffect(() => {
    latest.current = apply;
  });
  useEffect(() => {
    if (!typed.isWaiting) return;
    const timer = setTimeout(() => latest.current(), debounceMs);
    return () => clearTimeout(timer);
  }, [typed]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apply();
  };
  return (
    <search>
      <form aria-label={label} className="w-full sm:w-72" onSubmit={submit}>
        {Object.entries(kept).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <SearchField
          name="q"
          label={label}
          placeholder={placeholder}
          isPending={isPending}
          problem={undefined}
          value={text}
          onChange={(event) => setTyped({ text: event.target.value, isWaiting: true })}
        />
      </form>
    </search>
  );
}
