"use client";

import { Ban, Trash2, X } from "lucide-react";
import dynamic from "next/dynamic";
import { useRef } from "react";
import { Button } from "#components/ui/button.tsx";
import { keyActionTexts } from "./action-texts.ts";
import { keyTexts } from "./texts.ts";
import { useBulkChange } from "./use-bulk-change.ts";
import type { Selection } from "./use-selection.ts";
import type { Viewer } from "./view-data.ts";

const texts = keyActionTexts.bulk;

const DeleteKeysDialog = dynamic(async () => (await import("./delete-keys-dialog.tsx")).DeleteKeysDialog, {
  ssr: false,
});

/** What can be done with the chosen keys together; stays in sight while one scrolls. */
export function BulkBar({ selection, viewer }: { selection: Selection; viewer: Viewer }) {
  const change = useBulkChange(selection, viewer);
  const deleteButton = useRef<HTMLButtonElement>(null);
  const { chosen } = selection;
  const isBusy = change.progress !== null;
  return (
    <>
      {chosen.length === 0 ? null : (
        <section
          aria-label={texts.label}
          className="sticky bottom-4 z-20 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-xl border bg-raised p-2 shadow-popup max-sm:w-full"
        >
          <span className="px-2 font-medium text-sm tabular-nums max-sm:grow">
            {change.progress === null
              ? keyTexts.selection.chosen(chosen.length)
              : texts.progress(change.progress, chosen.length)}
          </span>
          {selection.isWhole ? null : (
            <Button look="quiet" disabled={isBusy} onClick={selection.chooseAll}>
              {texts.chooseAll}
            </Button>
          )}
          <Button look="quiet" disabled={isBusy} onClick={selection.clear} aria-keyshortcuts="Escape">
            <X aria-hidden="true" />
            {texts.clear}
          </Button>
          <Button isBusy={isBusy} onClick={change.disable} className="max-sm:grow">
            <Ban aria-hidden="true" />
            {texts.disable}
          </Button>
          <Button
            ref={deleteButton}
            disabled={isBusy}
            onClick={change.confirm}
            className="text-bad max-sm:grow"
          >
            <Trash2 aria-hidden="true" />
            {texts.delete}
          </Button>
        </section>
      )}
      {change.isConfirming ? (
        <DeleteKeysDialog
          keys={chosen}
          isBusy={isBusy}
          onCancel={change.cancel}
          onConfirm={change.remove}
          finalFocus={() => deleteButton.current ?? true}
        />
      ) : null}
    </>
  );
}
