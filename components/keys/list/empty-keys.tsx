"use client";

import { KeyRound, SearchX } from "lucide-react";
import type { ReactNode } from "react";
import {
  getTab,
  isNarrowed,
  type KeyFilters,
  noFilters,
  writeKeyFilters,
} from "#components/keys/filter/key-filters.ts";
import { keyTexts } from "#components/keys/texts.ts";
import type { KeysPageData } from "#components/keys/view-data.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { usePassFocus } from "#components/ui/use-pass-focus.ts";
import { emptyTexts } from "./empty-texts.ts";

interface EmptyKeysProps {
  page: KeysPageData;
  filters: KeyFilters;
  generateButton: ReactNode;
}

/** Explains why the list is empty, and what to do next. A key, for example one that is enabled again, can replace it. */
export function EmptyKeys(props: EmptyKeysProps) {
  return (
    <div ref={usePassFocus<HTMLDivElement>()}>
      <Explanation {...props} />
    </div>
  );
}

function Explanation({ page, filters, generateButton }: EmptyKeysProps) {
  if (isNarrowed(filters)) {
    return (
      <EmptyState
        icon={<SearchX aria-hidden="true" />}
        title={emptyTexts.noMatch.title}
        actions={
          <ButtonLink href={writeKeyFilters({ ...noFilters, tab: filters.tab, hide: filters.hide })}>
            {keyTexts.filters.clear}
          </ButtonLink>
        }
      >
        {emptyTexts.noMatch.text}
      </EmptyState>
    );
  }
  if (page.keyCount > 0 && getTab(filters) === "inactive") {
    return (
      <EmptyState icon={<KeyRound aria-hidden="true" />} title={emptyTexts.noneInactive.title}>
        {emptyTexts.noneInactive.text}
      </EmptyState>
    );
  }
  const { title, text } = page.keyCount === 0 ? emptyTexts.none : emptyTexts.noneActive;
  if (page.readOnlyReason !== undefined) {
    return (
      <EmptyState icon={<KeyRound aria-hidden="true" />} title={title}>
        {page.readOnlyReason}
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
          <ButtonLink href="/docs">{emptyTexts.docsLink}</ButtonLink>
        </>
      }
    >
      {text}
    </EmptyState>
  );
}
