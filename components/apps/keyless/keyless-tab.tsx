import type { AppPageData, KeylessData } from "#components/apps/view-data.ts";
import { KeylessGuide } from "./keyless-guide.tsx";
import { RefusalsSection } from "./refusals-section.tsx";
import { RulesSection } from "./rules-section.tsx";

interface KeylessTabProps {
  page: AppPageData;
  keyless: KeylessData;
}

/** How machines get tokens of the app without a secret. */
export function KeylessTab({ page, keyless }: KeylessTabProps) {
  return (
    <div className="flex max-w-4xl flex-col gap-8">
      <RulesSection page={page} keyless={keyless} />
      <RefusalsSection page={page} keyless={keyless} />
      {page.app.status === "deleted" ? null : <KeylessGuide page={page} rules={keyless.rules} />}
    </div>
  );
}
