"use client";

import { useEffect, useRef } from "react";

/** Whether the user is typing, or a dialog or menu is open. Shortcuts are off then. */
function isInputActive(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const { target } = event;
  if (
    target instanceof HTMLElement &&
    target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")
  )
    return true;
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}

/**
 * Single-key shortcuts by the lowercase name of the key. A handler that returns false keeps the browser's default
 * action.
 */
export function useShortcuts(shortcuts: Record<string, (event: KeyboardEvent) => unknown>): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const run = latest.current[event.key.toLowerCase()];
      if (run === undefined || isInputActive(event)) return;
      if (run(event) !== false) event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

/** The ID of the key whose row contains the focus. */
export function findFocusedKey(): string | undefined {
  const row = document.activeElement?.closest<HTMLElement>("[data-key-row]");
  return row?.dataset.keyRow;
}

/** Moves the focus to the link of the next or previous key. */
export function focusNextRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-key-row]")];
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const next = current === -1 ? 0 : Math.min(Math.max(current + step, 0), rows.length - 1);
  rows[next]?.querySelector("a")?.focus();
}
