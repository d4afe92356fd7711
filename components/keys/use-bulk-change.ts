"use client";

import { useRouter } from "next/navigation";
import { type RefObject, useState, useTransition } from "react";
import { tellFailure, tellSuccess } from "#components/ui/toast.ts";
import { keyActionTexts } from "./action-texts.ts";
import type { BulkAction, BulkOutcome } from "./change-keys.ts";
import { useCatchFocus } from "./use-pass-focus.ts";
import type { Selection } from "./use-selection.ts";
import type { Viewer } from "./view-data.ts";

const texts = keyActionTexts.bulk;

function tellOutcome(action: BulkAction, { done, refused }: BulkOutcome): void {
  const total = done.length + refused.length;
  if (refused.length === 0) {
    tellSuccess(texts.done[action](total));
  } else {
    const reasons = refused.map(({ key, why }) => texts.refusal(key.name, why)).join(" ");
    tellFailure(texts.partly[action](done.length, total, refused.length), reasons);
  }
}

/** Disabling or deleting the chosen keys; those that were refused stay chosen. `anchorRef`: where the focus is safe. */
export function useBulkChange(
  selection: Selection,
  viewer: Viewer,
  anchorRef: RefObject<HTMLElement | null>,
) {
  const router = useRouter();
  const [isRefreshing, startRefresh] = useTransition();
  useCatchFocus(anchorRef, isRefreshing);
  const [progress, setProgress] = useState<number | null>(null);
  const [isConfirming, setIsConfirming] = useState(false);

  const run = async (action: BulkAction, reason: string) => {
    const keys = selection.chosen;
    setProgress(0);
    const { changeKeys } = await import("./change-keys.ts");
    const outcome = await changeKeys({ action, keys, viewer, reason }, setProgress);
    setProgress(null);
    setIsConfirming(false);
    selection.keepOnly(outcome.refused.map(({ key }) => key));
    tellOutcome(action, outcome);
    startRefresh(() => router.refresh());
  };

  return {
    /** How many are through; null while nothing runs. */
    progress,
    isConfirming,
    disable: () => run("disable", ""),
    remove: (reason: string) => run("delete", reason),
    confirm: () => setIsConfirming(true),
    cancel: () => setIsConfirming(false),
  };
}
