"use client";

import { keyTexts } from "#components/keys/texts.ts";
import type { KeysPageData } from "#components/keys/view-data.ts";
import { PageAction } from "#components/shell/page-action.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";

interface GenerateButtonProps {
  page: Pick<KeysPageData, "readOnlyReason">;
  onPress: () => void;
  ref?: React.Ref<HTMLButtonElement>;
}

export function GenerateButton({ page, ...action }: GenerateButtonProps) {
  return (
    <PageAction {...action} label={keyTexts.generate} shortcut="c" disabledReason={page.readOnlyReason} />
  );
}

interface KeysHeaderProps {
  page: KeysPageData;
  onGenerate: () => void;
  generateRef: React.Ref<HTMLButtonElement>;
}

export function KeysHeader({ page, onGenerate, generateRef }: KeysHeaderProps) {
  return (
    <PageHeader title={keyTexts.title} intro={keyTexts.intro(page.team.name)}>
      <GenerateButton ref={generateRef} page={page} onPress={onGenerate} />
    </PageHeader>
  );
}
