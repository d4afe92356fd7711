import { clsx } from "clsx";
import type { KeyCounts } from "#components/keys/view-data.ts";
import { formatCount } from "#components/ui/format/format-count.ts";
import { Link } from "#components/ui/link.tsx";
import {
  getTab,
  type KeyFilters,
  keyTabs,
  quickFilters,
  withQuickFilter,
  withTab,
  writeKeyFilters,
} from "./key-filters.ts";
import { tabTexts } from "./tab-texts.ts";

interface KeyTabsProps {
  filters: KeyFilters;
  counts: KeyCounts;
}

/**
 * The lists of active, inactive and all keys. Each count is what the link shows. The filter bar follows the links from
 * the latest filters, by their data attributes.
 */
export function KeyTabs({ filters, counts }: KeyTabsProps) {
  const texts = tabTexts.tabs;
  const current = getTab(filters);
  return (
    <nav aria-label={texts.label} className="flex gap-5 max-xl:border-b">
      {keyTabs.map((tab) => (
        <Link
          key={tab}
          data-tab={tab}
          href={writeKeyFilters(withTab(filters, tab))}
          scroll={false}
          title={texts.titles[tab]}
          aria-current={tab === current ? "page" : undefined}
          className={clsx(
            "-mb-px flex h-10 items-center gap-1.5 border-b-2 font-medium text-sm coarse:h-11",
            tab === current ? "border-accent" : "border-transparent text-muted hover:text-text",
          )}
        >
          {texts[tab]}
          <span className="rounded-full bg-sunken px-1.5 text-muted text-xs tabular-nums leading-5">
            {formatCount(counts[tab])}
          </span>
        </Link>
      ))}
    </nav>
  );
}

/** Filters for what needs attention, switched on and off by links. */
export function QuickFilters({ filters, counts }: KeyTabsProps) {
  const texts = tabTexts.quickFilters;
  return (
    <ul aria-label={texts.label} className="flex flex-wrap items-center gap-2">
      {quickFilters.map((name) => {
        const isOn = filters[name] !== "";
        return (
          <li key={name}>
            <Link
              data-quick={name}
              href={writeKeyFilters(withQuickFilter(filters, name, !isOn))}
              scroll={false}
              title={texts.titles[name]}
              aria-current={isOn ? "true" : undefined}
              className={clsx(
                "flex h-7 items-center gap-1.5 rounded-full border px-2.5 font-medium text-xs coarse:h-11 coarse:px-3.5",
                isOn
                  ? "border-accent bg-accent-soft text-accent-text"
                  : "bg-raised text-muted hover:bg-sunken hover:text-text",
              )}
            >
              {texts[name]}
              <span className="tabular-nums">{formatCount(counts[name])}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
