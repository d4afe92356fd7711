"use client";

import { Columns3, Download } from "lucide-react";
import { useRef, useState } from "react";
import type { KeyFilters } from "#components/keys/filter/key-filters.ts";
import { keyTexts } from "#components/keys/texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { Menu } from "#components/ui/menu/menu.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { useRequest } from "#components/use-request.ts";
import type { ViewMenuItems } from "./view-menu-items.tsx";

const texts = keyTexts.tools;

const SavedViewsDialog = loadComponent(
  async () => (await import("./saved-views-dialog.tsx")).SavedViewsDialog,
);

/** Where the table is narrow, the icons have to do. */
const labelClasses = "lg:max-xl:sr-only";

interface ListToolsProps {
  filters: KeyFilters;
  teamId: string;
  /** Called with the hidden columns, as in the URL. */
  onHide: (hide: string) => void;
}

/** The columns and saved views, and the export. What they open or do is loaded on demand. */
export function ListTools({ filters, teamId, onHide }: ListToolsProps) {
  const [Items, setItems] = useState<typeof ViewMenuItems>();
  const [isSaving, setIsSaving] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const loadItems = async () => {
    const loaded = await import("./view-menu-items.tsx");
    setItems(() => loaded.ViewMenuItems);
  };
  const download = useRequest(async (signal) => {
    const loaded = await import("./download-keys.ts").catch(() => null);
    if (loaded === null) return showError(texts.exportFailed);
    await loaded.downloadKeys(teamId, filters, signal);
  });
  return (
    <>
      <Menu
        loadItems={loadItems}
        trigger={
          <Button ref={trigger} className="h-9 px-2.5">
            <Columns3 aria-hidden="true" />
            <span className={labelClasses}>{texts.view}</span>
          </Button>
        }
      >
        {Items === undefined ? null : (
          <Items filters={filters} teamId={teamId} onHide={onHide} onSave={() => setIsSaving(true)} />
        )}
      </Menu>
      <Button
        className="h-9 px-2.5"
        title={texts.exportTitle}
        isBusy={download.isBusy}
        onClick={() => download.run()}
      >
        <Download aria-hidden="true" />
        <span className={labelClasses}>{texts.export}</span>
      </Button>
      {isSaving ? (
        <SavedViewsDialog
          filters={filters}
          teamId={teamId}
          onClose={() => setIsSaving(false)}
          finalFocus={trigger}
        />
      ) : null}
    </>
  );
}
