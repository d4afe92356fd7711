"use client";

import { Ban, CalendarPlus, CirclePlay, Trash2, X } from "lucide-react";
import { type RefObject, useCallback, useRef } from "react";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import { keyTexts } from "#components/keys/texts.ts";
import type { Viewer } from "#components/keys/view-data.ts";
import { Button } from "#components/ui/button/button.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { usePassFocus } from "#components/ui/use-pass-focus.ts";
import { useBulkChange } from "./use-bulk-change.ts";
import { findFallbackFocus } from "./use-restore-focus.ts";
import type { Selection } from "./use-selection.ts";

const texts = keyActionTexts.bulk;

const DeleteKeysDialog = loadComponent(
  async () => (await import("./delete-keys-dialog.tsx")).DeleteKeysDialog,
);

const ExtendKeysDialog = loadComponent(
  async () => (await import("./extend-keys-dialog.tsx")).ExtendKeysDialog,
);

interface BulkBarProps {
  selection: Selection;
  viewer: Viewer;
  /** Gets the focus when no element of the table is left to take it. */
  anchorRef: RefObject<HTMLElement | null>;
}

/** Bulk actions for the selected keys. Renders nothing while none is selected. */
export function BulkBar({ selection, viewer, anchorRef }: BulkBarProps) {
  const change = useBulkChange(selection, viewer, anchorRef);
  const opener = useRef<HTMLButtonElement>(null);
  const { selected } = selection;
  const shared = {
    keys: selected,
    onCancel: () => change.ask(null),
    finalFocus: () => (opener.current?.isConnected ? opener.current : (findFallbackFocus(anchorRef) ?? true)),
  };
  return (
    <>
      {selected.length === 0 ? null : (
        <Bar selection={selection} change={change} anchorRef={anchorRef} opener={opener} />
      )}
      {change.asking === "delete" ? (
        <DeleteKeysDialog {...shared} onConfirm={(reason) => change.run({ action: "delete", reason })} />
      ) : null}
      {change.asking === "extend" ? (
        <ExtendKeysDialog
          {...shared}
          onConfirm={(expiresAt) => change.run({ action: "extend", expiresAt })}
        />
      ) : null}
    </>
  );
}

interface BarProps extends Omit<BulkBarProps, "viewer"> {
  change: ReturnType<typeof useBulkChange>;
  /** Set to the button that opened a dialog. */
  opener: RefObject<HTMLButtonElement | null>;
}

/** Sticks to the bottom of the window while the page scrolls. */
function Bar({ selection, change, anchorRef, opener }: BarProps) {
  const { selected, isAllSelected } = selection;
  const isBusy = change.progress !== null;
  const ask = (question: "delete" | "extend") => (event: React.MouseEvent<HTMLButtonElement>) => {
    opener.current = event.currentTarget;
    change.ask(question);
  };
  const isAny = (isDisabled: boolean) => selected.some((key) => (key.status === "disabled") === isDisabled);
  return (
    <section
      ref={usePassFocus(useCallback(() => findFallbackFocus(anchorRef), [anchorRef]))}
      aria-label={texts.label}
      className="sticky bottom-4 z-20 mt-4 flex w-fit max-w-full flex-wrap items-center gap-2 rounded-xl border bg-raised p-2 shadow-popup max-sm:w-full sm:max-xl:[&_svg]:hidden"
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
      <Button
        disabled={isBusy || !isAny(true)}
        onClick={() => change.run({ action: "enable" })}
        className="max-sm:grow"
      >
        <CirclePlay aria-hidden="true" />
        {texts.enable}
      </Button>
      <Button
        disabled={isBusy || !isAny(false)}
        onClick={() => change.run({ action: "disable" })}
        className="max-sm:grow"
      >
        <Ban aria-hidden="true" />
        {texts.disable}
      </Button>
      <Button disabled={isBusy} onClick={ask("extend")} className="max-sm:grow">
        <CalendarPlus aria-hidden="true" />
        {texts.extend}
      </Button>
      <Button disabled={isBusy} onClick={ask("delete")} className="text-bad max-sm:grow">
        <Trash2 aria-hidden="true" />
        {texts.delete}
      </Button>
    </section>
  );
}
