"use client";

import { Plus } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { useIsMounted } from "#components/ui/use-is-mounted.ts";
import { listManagers } from "./empty-keys.tsx";
import { keyTexts } from "./texts.ts";
import type { KeysPageData } from "./view-data.ts";

interface GenerateButtonProps {
  page: Pick<KeysPageData, "viewer" | "people">;
  onPress: () => void;
  ref?: React.Ref<HTMLButtonElement>;
}

/** Stays in sight of those who may not, and says whom to ask. */
export function GenerateButton({ page, onPress, ref }: GenerateButtonProps) {
  const isMounted = useIsMounted();
  const { mayWrite } = page.viewer;
  const button = (
    <Button
      ref={ref}
      look="primary"
      disabled={!mayWrite}
      // Not drawn as disabled: it is so for the blink of an eye before the page's code runs.
      aria-disabled={!isMounted || !mayWrite || undefined}
      aria-keyshortcuts="c"
      onClick={onPress}
      className={mayWrite ? "aria-disabled:opacity-100" : undefined}
    >
      <Plus aria-hidden="true" />
      {keyTexts.generate}
    </Button>
  );
  if (mayWrite) return button;
  return <Tooltip content={keyTexts.askForKeys(listManagers(page.people))}>{button}</Tooltip>;
}

interface KeysHeaderProps {
  page: KeysPageData;
  onGenerate: () => void;
  generateRef: React.Ref<HTMLButtonElement>;
}

export function KeysHeader({ page, onGenerate, generateRef }: KeysHeaderProps) {
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <h1 className="font-semibold text-xl">{keyTexts.title}</h1>
        <p className="mt-0.5 text-muted text-sm [overflow-wrap:anywhere]">{keyTexts.intro(page.team.name)}</p>
      </div>
      <GenerateButton ref={generateRef} page={page} onPress={onGenerate} />
    </header>
  );
}
