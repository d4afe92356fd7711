"use client";

import { clsx } from "clsx";
import { useEffect, useRef } from "react";
import { Link } from "#components/ui/link.tsx";

interface TabLink {
  href: string;
  label: string;
  isCurrent: boolean;
}

interface TabLinksProps {
  /** The accessible name of the list. */
  label: string;
  tabs: readonly TabLink[];
}

/** Links between the parts of a page, each with its own URL. Where they don't fit, the current one is scrolled into view. */
export function TabLinks({ label, tabs }: TabLinksProps) {
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const list = nav.current;
    const current = list?.querySelector<HTMLElement>("[aria-current]");
    if (!(list && current)) return;
    // Not scrollIntoView, which would also scroll the page.
    const end = current.offsetLeft + current.offsetWidth;
    if (end > list.clientWidth) list.scrollLeft = end - list.clientWidth;
  }, []);
  return (
    <nav
      ref={nav}
      aria-label={label}
      className="relative mb-5 flex gap-2.5 overflow-x-auto border-b sm:gap-6"
    >
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          scroll={false}
          aria-current={tab.isCurrent ? "page" : undefined}
          className={clsx(
            "-mb-px whitespace-nowrap border-b-2 py-2.5 font-medium text-sm outline-offset-[-2px] max-sm:text-[0.8125rem] coarse:py-3.5",
            tab.isCurrent
              ? "border-accent text-text"
              : "border-transparent text-muted transition-colors hover:text-text",
          )}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  );
}
