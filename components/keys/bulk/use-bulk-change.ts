"use client";

import { useRouter } from "next/navigation";
import { type RefObject, useState, useTransition } from "react";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import { keyTexts } from "#components/keys/texts.ts";
import type { Viewer } from "#components/keys/view-data.ts";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import type { BulkAction, BulkChange, BulkOutcome } from "./change-keys.ts";
import { useRestoreFocus } from "./use-restore-focus.ts";
import type { Selection } from "./use-selection.ts";

const texts = keyActionTexts.bulk;

function showOutcome(action: BulkAction, { done, failed }: BulkOutcome): void {
  const total = done.length + failed.length;
  if (failed.length === 0) {
    showSuccess(texts.done[action](total));
  } else {
    const reasons = failed.map(({ key, reason }) => texts.failure(key.name, reason)).join(" ");
    showError(texts.partlyDone[action](done.length, total, failed.length), reasons);
  }
}

/** Changes the selected keys. Keys that failed stay selected. `anchorRef` is the fallback for the focus. */
export function useBulkChange(
  selection: Selection,
  viewer: Viewer,
  anchorRef: RefObject<HTMLElement | null>,
) {
  const router = useRouter();
  const [isRefreshing, startRefresh] = useTransition();
  useRestoreFocus(anchorRef, isRefreshing);
  const [progress, setProgress] = useState<number | null>(null);
  /** The dialog that is open. */
  const [asking, setAsking] = useState<"delete" | "extend" | null>(null);

  const run = async (change: BulkChange) => {
    const keys = selection.selected;
    setProgress(0);
    // Loading the code fails without a connection.
    const outcome = await import("./change-keys.ts")
      .then(({ changeKeys }) => changeKeys({ change, keys, viewer }, setProgress))
      .catch(() => null);
    setProgress(null);
    if (outcome === null) return showError(keyTexts.failed);
    setAsking(null);
    selection.keepOnly(outcome.failed.map(({ key }) => key));
    showOutcome(change.action, outcome);
    startRefresh(() => router.refresh());
  };

  return {
    /** The number of processed keys, or null while nothing runs. */
    progress,
    asking,
    ask: setAsking,
    run,
  };
}
