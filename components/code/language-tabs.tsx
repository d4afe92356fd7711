"use client";

import { type KeyboardEvent, type ReactNode, useId, useRef } from "react";
import { CodeFrame, type CopyOptions } from "./code-frame.tsx";
import { chooseLanguage, useLanguageChoice } from "./language-choice.ts";
import { preClasses } from "./pre-classes.ts";

export interface LanguageTab {
  /** The label, which also identifies the language across pages. */
  language: string;
  /** The colored code. */
  code: ReactNode;
}

interface LanguageTabsProps {
  label: string;
  tabs: readonly LanguageTab[];
  copy?: CopyOptions | undefined;
}

const steps: Readonly<Record<string, (index: number, count: number) => number>> = {
  ArrowRight: (index, count) => (index + 1) % count,
  ArrowLeft: (index, count) => (index + count - 1) % count,
  Home: () => 0,
  End: (_index, count) => count - 1,
};

/** The same sample in several languages. The choice applies to all samples. */
export function LanguageTabs({ label, tabs, copy }: LanguageTabsProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const choice = useLanguageChoice();
  const current = Math.max(
    tabs.findIndex(({ language }) => language === choice),
    0,
  );
  const press = (event: KeyboardEvent) => {
    const next = steps[event.key]?.(current, tabs.length);
    const tab = next === undefined ? undefined : tabs[next];
    if (next === undefined || tab === undefined) return;
    event.preventDefault();
    chooseLanguage(tab.language);
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[next]?.focus();
  };
  const title = (
    <div
      ref={list}
      role="tablist"
      aria-label={label}
      onKeyDown={press}
      className="-ml-2 flex min-w-0 self-stretch"
    >
      {tabs.map(({ language }, index) => (
        <button
          key={language}
          id={`${id}-tab-${index}`}
          type="button"
          role="tab"
          aria-selected={index === current}
          aria-controls={`${id}-panel-${index}`}
          tabIndex={index === current ? 0 : -1}
          onClick={() => chooseLanguage(language)}
          className="-mb-px flex items-center border-transparent border-b-2 px-2.5 font-medium text-xs transition-colors hover:text-text focus-visible:-outline-offset-2 aria-selected:border-accent aria-selected:text-text coarse:min-h-11"
        >
          {language}
        </button>
      ))}
    </div>
  );
  return (
    <CodeFrame title={title} copy={copy}>
      {tabs.map(({ language, code }, index) => (
        <pre
          key={language}
          id={`${id}-panel-${index}`}
          role="tabpanel"
          aria-labelledby={`${id}-tab-${index}`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard.
          tabIndex={0}
          hidden={index !== current}
          className={preClasses}
        >
          {code}
        </pre>
      ))}
    </CodeFrame>
  );
}
