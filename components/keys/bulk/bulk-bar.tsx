"use client";

import { Ban, Trash2, X } from "lucide-react";
import dynamic from "next/dynamic";
import { type RefObject, useRef } from "react";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import { keyTexts } from "#components/keys/texts.ts";
import type { Viewer } from "#components/keys/view-data.ts";
import { Button } from "#components/ui/button/button.tsx";
import { useBulkChange } from "./use-bulk-change.ts";
import { findFallbackFocus, usePassFocus } from "./use-pass-focus.ts";
import type { Selection } from "./use-selection.ts";

const texts = keyActionTexts.bulk;

const DeleteKeysDialog = dynamic(async () => (await import("./delete-keys-dialog.tsx")).DeleteKeysDialog, {
  ssr: false,
});

interface BulkBarProps {
  selection: Selection;
  viewer: Viewer;
  /** Gets the focus when no element of the table is left to take it. */
  anchorRef: RefObject<HTMLElement | null>;
}

/** Bulk actions for the selected keys. Renders nothing while none is selected. */
export function BulkBar({ selection, viewer, anchorRef }: BulkBarProps) {
  const change = useBulkChange(selection, viewer, anchorRef);
  const deleteButton = useRef<HTMLButtonElement>(null);
  const { selected } = selection;
  return (
    <>
      {selected.length === 0 ? null : (
        <Bar selection={selection} change={change} anchorRef={anchorRef} deleteButton={deleteButton} />
      )}
      {change.isConfirming ? (
        <DeleteKeysDialog
          keys={selected}
          onCancel={change.cancel}
          onConfirm={change.remove}
          finalFocus={() => deleteButton.current ?? findFallbackFocus(anchorRef) ?? true}
        />
      ) : null}
    </>
  );
}

interface BarProps extends Omit<BulkBarProps, "viewer"> {
  change: ReturnType<typeof useBulkChange>;
  deleteButton: RefObject<HTMLButtonElement | null>;
}

/** Sticks to the bottom of the window while the page scrolls. */
function Bar({ selection, change, anchorRef, deleteButton }: BarProps) {
  const { selected, isAllSelected } = selection;
  const isBusy = change.progress !== null;
  return (
    <section
      ref={usePassFocus(anchorRef)}
      aria-label={texts.label}
      className="sticky bottom-4 z-20 mx-auto mt-4 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-xl border bg-raised p-2 shadow-popup max-sm:w-full"
    >
      <span className="px-2 font-medium text-sm tabular-nums max-sm:grow">
        {change.progress === null
          ? keyTexts.selection.selected(selected.length)
          : texts.progress(change.progress, selected.length)}
      </span>
      <Button variant="quiet" disabled={isBusy || isAllSelected} onClick={selection.selectAll}>
        {texts.selectPage}
      </Button>
      <Button variant="quiet" disabled={isBusy} onClick={selection.clear} aria-keyshortcuts="Escape">
        <X aria-hidden="true" />
        {texts.clear}
      </Button>
      <Button isBusy={isBusy} onClick={change.disable} className="max-sm:grow">
        <Ban aria-hidden="true" />
        {texts.disable}
      </Button>
      <Button ref={deleteButton} disabled={isBusy} onClick={change.confirm} className="text-bad max-sm:grow">
        <Trash2 aria-hidden="true" />
        {texts.delete}
      </Button>
    </section>
  );
}
