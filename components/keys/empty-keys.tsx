"use client";

import { KeyRound, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import { ButtonLink } from "#components/ui/button-link.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { nameManagers } from "../shell/refusal.ts";
import { isNarrowed, type KeyFilters, noFilters, writeKeyFilters } from "./key-filters.ts";
import { keyTexts } from "./texts.ts";
import type { KeysPageData } from "./view-data.ts";

const texts = keyTexts.empty;

interface EmptyKeysProps {
  page: KeysPageData;
  filters: KeyFilters;
  generateButton: ReactNode;
}

/** Explains why the list is empty, and what to do next. */
export function EmptyKeys({ page, filters, generateButton }: EmptyKeysProps) {
  if (isNarrowed(filters)) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden="true" />}
        title={texts.noMatch.title}
        actions={<ButtonLink href={writeKeyFilters(noFilters)}>{keyTexts.filters.clear}</ButtonLink>}
      >
        {texts.noMatch.text}
      </EmptyState>
    );
  }
  const { title, text } = page.keyCount === 0 ? texts.none : texts.noneUsable;
  if (!page.viewer.canWrite) {
    return (
      <EmptyState icon={<KeyRound aria-hidden="true" />} title={title}>
        {keyTexts.readOnly(nameManagers(page.people))}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<KeyRound aria-hidden="true" />}
      title={title}
      actions={
        <>
          {generateButton}
          <ButtonLink href="/docs">{keyTexts.docsLink}</ButtonLink>
        </>
      }
    >
      {text}
    </EmptyState>
  );
}
