"use client";

import { clsx } from "clsx";
import { X } from "lucide-react";
import { useRouter } from "next/navigation";
import { type FormEvent, useOptimistic, useState, useTransition } from "react";
import { isAppId } from "#components/keys/key-path.ts";
import { type OfferedEnvironment, toEnvironmentOption } from "#components/keys/state/environment-options.ts";
import {
  getRequestPath,
  getRequestsPath,
  isFiltered,
  noFilters,
  type RequestFilters,
  writeRequestFilters,
} from "#components/requests/request-filters.ts";
import { requestTexts } from "#components/requests/texts.ts";
import { SearchField } from "#components/ui/form/search-field.tsx";
import { Select } from "#components/ui/form/select/select.tsx";
import { Link } from "#components/ui/link.tsx";
import { parseSearch } from "./parse-search.ts";

const texts = requestTexts.filters;

interface FilterBarProps {
  teamSlug: string;
  filters: RequestFilters;
  environments: readonly OfferedEnvironment[];
  /** The name of the key that is filtered by. */
  keyName: string | null;
  /** Whether the viewer can read requests without a known key. */
  seesUnknown: boolean;
}

/** The props of a link that changes the filters. */
type LinkTo = (changes: Partial<RequestFilters>) => { href: string; onNavigate: () => void };

/** Reasons of requests with a known key, and of those without one. */
const reasons = {
  team: [
    "INSUFFICIENT_PERMISSIONS",
    "ENVIRONMENT_MISMATCH",
    "IP_NOT_ALLOWED",
    "RATE_LIMITED",
    "EXPIRED",
    "DISABLED",
    "REVOKED",
  ],
  unknown: ["NOT_FOUND", "NO_KEY", "INVALID_REQUEST"],
} as const;

export function FilterBar({ teamSlug, filters, environments, keyName, seesUnknown }: FilterBarProps) {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  /** Each change applies on top of changes that the server hasn't answered yet. */
  const [latestFilters, setFilters] = useOptimistic(filters);
  const isUnknown = latestFilters.scope === "unknown";
  const linkTo: LinkTo = (changes) => {
    const next = { ...latestFilters, cursor: "", ...changes };
    return {
      href: `${getRequestsPath(teamSlug)}${writeRequestFilters(next)}`,
      onNavigate: () => startTransition(() => setFilters(next)),
    };
  };
  const apply = (changes: Partial<RequestFilters>) => {
    const { href, onNavigate } = linkTo(changes);
    onNavigate();
    startTransition(() => router.replace(href, { scroll: false }));
  };
  const codes = reasons[isUnknown ? "unknown" : "team"];
  const isReason = codes.some((code) => code === latestFilters.outcome);
  return (
    <search aria-label={texts.label} className="mb-4 flex flex-col gap-2">
      <div className="flex flex-wrap items-start gap-2">
        <SearchForm
          isPending={isPending}
          onRequest={(id) => startTransition(() => router.push(getRequestPath(teamSlug, id)))}
          onAddress={(address) => apply({ address })}
        />
        {isUnknown ? null : <Outcomes filters={latestFilters} linkTo={linkTo} />}
        <Select
          aria-label={texts.reason}
          options={[
            { value: "", label: texts.anyReason },
            ...codes.map((code) => ({ value: code, label: requestTexts.outcomes[code] })),
          ]}
          value={isReason ? latestFilters.outcome : ""}
          onChange={(event) => apply({ outcome: event.target.value })}
          className="min-w-36 flex-1 sm:w-40 sm:flex-none"
        />
        {isUnknown ? null : (
          <Select
            aria-label={texts.environment}
            options={[{ value: "", label: texts.anyEnvironment }, ...environments.map(toEnvironmentOption)]}
            value={latestFilters.environment}
            onChange={(event) => apply({ environment: event.target.value })}
            className="min-w-36 flex-1 sm:w-40 sm:flex-none"
          />
        )}
        {seesUnknown ? (
          <Select
            aria-label={texts.scope}
            options={[
              { value: "", label: texts.team },
              { value: "unknown", label: texts.unknown },
            ]}
            value={latestFilters.scope}
            onChange={(event) => apply({ ...noFilters, scope: event.target.value })}
            className="min-w-36 flex-1 sm:w-40 sm:flex-none"
          />
        ) : null}
      </div>
      {isFiltered(latestFilters) ? (
        <div className="flex flex-wrap items-center gap-2">
          {latestFilters.key === "" ? null : (
            <Chip
              label={isAppId(latestFilters.key) ? texts.app : texts.key}
              value={keyName ?? latestFilters.key}
              {...linkTo({ key: "" })}
            />
          )}
          {latestFilters.address === "" ? null : (
            <Chip label={texts.address} value={latestFilters.address} {...linkTo({ address: "" })} />
          )}
          <Link
            {...linkTo({ ...noFilters, scope: latestFilters.scope })}
            className="inline-flex items-center gap-1 rounded-md px-1.5 py-1 text-muted text-sm hover:bg-sunken hover:text-text coarse:min-h-11"
          >
            <X aria-hidden="true" className="size-4" />
            {texts.clear}
          </Link>
        </div>
      ) : null}
    </search>
  );
}

function Chip({ label, value, ...link }: { label: string; value: string } & ReturnType<LinkTo>) {
  return (
    <Link
      {...link}
      scroll={false}
      aria-label={texts.remove(`${label} ${value}`)}
      className="inline-flex max-w-full items-center gap-1.5 rounded-md border bg-accent-soft px-2 py-1 text-accent-text text-sm hover:border-accent coarse:min-h-11"
    >
      <span className="min-w-0 truncate">
        {label}: <bdi>{value}</bdi>
      </span>
      <X aria-hidden="true" className="size-3.5 shrink-0" />
    </Link>
  );
}

interface OutcomesProps {
  filters: RequestFilters;
  linkTo: LinkTo;
}

function Outcomes({ filters, linkTo }: OutcomesProps) {
  const options = [
    ["", texts.all],
    ["rejected", texts.rejected],
    ["accepted", texts.accepted],
  ] as const;
  const current = filters.outcome === "VALID" ? "accepted" : filters.outcome;
  return (
    <nav aria-label={texts.outcome} className="flex h-9 rounded-md border bg-sunken p-0.5 coarse:h-11">
      {options.map(([value, label]) => {
        const isCurrent = current === value || (value === "rejected" && !["", "accepted"].includes(current));
        return (
          <Link
            key={value}
            {...linkTo({ outcome: value })}
            scroll={false}
            aria-current={isCurrent ? "true" : undefined}
            className={clsx(
              "flex items-center rounded px-2.5 font-medium text-sm",
              isCurrent ? "bg-raised text-text shadow-xs" : "text-muted hover:text-text",
            )}
          >
            {label}
          </Link>
        );
      })}
    </nav>
  );
}

interface SearchFormProps {
  isPending: boolean;
  onRequest: (id: string) => void;
  onAddress: (address: string) => void;
}

/** Opens a pasted request at once; an address is applied with Enter. */
function SearchForm({ isPending, onRequest, onAddress }: SearchFormProps) {
  const [text, setText] = useState("");
  const [isRefused, setIsRefused] = useState(false);
  const type = (value: string) => {
    setText(value);
    setIsRefused(false);
    const searched = parseSearch(value);
    if (searched?.kind === "request") onRequest(searched.id);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const searched = parseSearch(text);
    setIsRefused(searched === null && text.trim() !== "");
    if (searched?.kind === "request") onRequest(searched.id);
    if (searched?.kind === "address") {
      setText("");
      onAddress(searched.address);
    }
  };
  return (
    <form onSubmit={submit} className="w-full sm:w-60">
      <SearchField
        label={texts.search}
        placeholder={texts.search}
        maxLength={500}
        isPending={isPending}
        problem={isRefused ? texts.notFindable : undefined}
        value={text}
        onChange={(event) => type(event.target.value)}
      />
    </form>
  );
}
