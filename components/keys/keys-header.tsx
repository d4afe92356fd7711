"use client";

import { PageAction } from "../shell/page-action.tsx";
import { PageHeader } from "../shell/page-header.tsx";
import { nameManagers } from "../shell/refusal.ts";
import { keyTexts } from "./texts.ts";
import type { KeysPageData } from "./view-data.ts";

interface GenerateButtonProps {
  page: Pick<KeysPageData, "viewer" | "people">;
  onPress: () => void;
  ref?: React.Ref<HTMLButtonElement>;
}

export function GenerateButton({ page, ...action }: GenerateButtonProps) {
  const unavailableReason = page.viewer.canWrite ? undefined : keyTexts.readOnly(nameManagers(page.people));
  return <PageAction {...action} label={keyTexts.generate} shortcut="c" refusal={unavailableReason} />;
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
