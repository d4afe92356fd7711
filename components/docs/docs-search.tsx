"use client";

import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { loadComponent } from "#components/ui/load-component.ts";
import { loadWhenIdle } from "#components/ui/load-when-idle.ts";
import { docsTexts } from "./texts.ts";

const texts = docsTexts.search;

const load = () => import("./docs-search-dialog.tsx");
const DocsSearchDialog = loadComponent(async () => (await load()).DocsSearchDialog);

/** Whether the key is meant for a field that has the focus. */
function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}

/** Opens the search, also with Ctrl K, ⌘ K or /. Its code is loaded when the page is idle. */
export function DocsSearch() {
  const [isOpen, setIsOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => loadWhenIdle(load), []);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const isShortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
      const isSlash = event.key === "/" && !event.ctrlKey && !event.metaKey && !isTyping(event);
      if (!isShortcut && !isSlash) return;
      event.preventDefault();
      if (document.querySelector('[role="dialog"]') === null) setIsOpen(true);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K /"
        onClick={() => setIsOpen(true)}
        className="flex h-8 items-center gap-2.5 rounded-md text-muted text-sm transition-colors hover:text-text coarse:h-11 max-sm:w-8 max-sm:justify-center max-sm:hover:bg-sunken max-sm:coarse:w-11 sm:w-64 sm:border sm:bg-surface sm:px-2.5"
      >
        <Search aria-hidden="true" className="size-4 shrink-0" />
        <span className="min-w-0 flex-1 truncate text-left max-sm:sr-only">{texts.open}</span>
        <span
          aria-hidden="true"
          className="rounded border bg-raised px-1 font-mono text-xs leading-4 max-sm:hidden"
        >
          {texts.keys}
        </span>
      </button>
      {isOpen ? (
        <DocsSearchDialog onClose={() => setIsOpen(false)} finalFocus={() => button.current ?? true} />
      ) : null}
    </>
  );
}
