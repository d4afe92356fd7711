"use client";

import { Plus } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { useIsMounted } from "#components/ui/use-is-mounted.ts";
import { listManagers } from "../keys/empty-keys.tsx";
import { resourceTexts } from "./texts.ts";
import type { ResourcePageData } from "./view-data.ts";

interface AddButtonProps {
  page: Pick<ResourcePageData<unknown>, "mayWrite" | "people">;
  label: string;
  onPress: () => void;
  ref?: React.Ref<HTMLButtonElement>;
}

/** Stays in sight of those who may not, and says whom to ask. */
export function AddButton({ page, label, onPress, ref }: AddButtonProps) {
  const isMounted = useIsMounted();
  const { mayWrite, people } = page;
  const button = (
    <Button
      ref={ref}
      look="primary"
      disabled={!mayWrite}
      // Not drawn as disabled: it is so for the blink of an eye before the page's code runs.
      aria-disabled={!isMounted || !mayWrite || undefined}
      onClick={onPress}
      className={mayWrite ? "aria-disabled:opacity-100" : undefined}
    >
      <Plus aria-hidden="true" />
      {label}
    </Button>
  );
  if (mayWrite) return button;
  return <Tooltip content={resourceTexts.askForRole(listManagers(people))}>{button}</Tooltip>;
}

interface ResourceHeaderProps extends AddButtonProps {
  title: string;
  intro: string;
}

export function ResourceHeader({ title, intro, ...add }: ResourceHeaderProps) {
  const { page } = add;
  return (
    <header className="mb-5 flex flex-wrap items-start justify-between gap-3">
      <div className="min-w-0">
        <h1 className="font-semibold text-xl">{title}</h1>
        <p className="mt-0.5 max-w-2xl text-muted text-sm [overflow-wrap:anywhere]">{intro}</p>
        {page.mayWrite ? null : (
          <p className="mt-0.5 text-muted text-sm">{resourceTexts.askForRole(listManagers(page.people))}</p>
        )}
      </div>
      <AddButton {...add} />
    </header>
  );
}
