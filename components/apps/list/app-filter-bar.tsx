"use client";

import { X } from "lucide-react";
import { useRouter } from "next/navigation";
import { useOptimistic, useTransition } from "react";
import { appTexts } from "#components/apps/texts.ts";
import { type OfferedEnvironment, toEnvironmentOption } from "#components/keys/state/environment-options.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Select } from "#components/ui/form/select/select.tsx";
import { type AppFilters, isFiltered, noFilters, writeAppFilters } from "./app-filters.ts";

const texts = appTexts.filters;

interface AppFilterBarProps {
  filters: AppFilters;
  environments: readonly OfferedEnvironment[];
}

export function AppFilterBar({ filters, environments }: AppFilterBarProps) {
  const router = useRouter();
  const [, startTransition] = useTransition();
  /** Each change applies on top of changes that the server hasn't answered yet. */
  const [latest, setLatest] = useOptimistic(filters);
  const apply = (changes: Partial<AppFilters>) => {
    const next = { ...latest, cursor: "", ...changes };
    startTransition(() => {
      setLatest(next);
      router.replace(writeAppFilters(next), { scroll: false });
    });
  };
  return (
    <search aria-label={texts.label} className="mb-3 flex flex-wrap gap-2">
      <Select
        aria-label={texts.environment}
        options={[{ value: "", label: texts.allEnvironments }, ...environments.map(toEnvironmentOption)]}
        value={latest.environment}
        onChange={(event) => apply({ environment: event.target.value })}
        className="min-w-36 max-sm:flex-1 sm:w-44"
      />
      <Select
        aria-label={texts.status}
        options={[
          { value: "", label: texts.current },
          ...Object.entries(appTexts.statuses).map(([value, label]) => ({ value, label })),
        ]}
        value={latest.status}
        onChange={(event) => apply({ status: event.target.value })}
        className="min-w-36 max-sm:flex-1 sm:w-44"
      />
      {isFiltered(latest) ? (
        <Button variant="quiet" className="h-9" onClick={() => apply(noFilters)}>
          <X aria-hidden="true" />
          {texts.clear}
        </Button>
      ) : null}
    </search>
  );
}
