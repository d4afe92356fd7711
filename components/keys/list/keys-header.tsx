"use client";

import { keyTexts } from "#components/keys/texts.ts";
import type { KeysPageData } from "#components/keys/view-data.ts";
import { listManagers } from "#components/shell/failure/disabled-reason.ts";
import { PageAction } from "#components/shell/page-action.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";

interface GenerateButtonProps {
  page: Pick<KeysPageData, "viewer" | "people">;
  onPress: () => void;
  ref?: React.Ref<HTMLButtonElement>;
}

export function GenerateButton({ page, ...action }: GenerateButtonProps) {
  const unavailableReason = page.viewer.canWrite ? undefined : keyTexts.readOnly(listManagers(page.people));
  return <PageAction {...action} label={keyTexts.generate} shortcut="c" disabledReason={unavailableReason} />;
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
