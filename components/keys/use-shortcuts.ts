"use client";

import { useEffect, useRef } from "react";

/** Typing, or a dialog or menu that is open, is not to be disturbed. */
function isBusyElsewhere(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const { target } = event;
  if (
    target instanceof HTMLElement &&
    target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]")
  )
    return true;
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}

/** Single keys that do something on this page, by the key's name in small letters. One that returns false leaves it to the browser. */
export function useShortcuts(shortcuts: Record<string, (event: KeyboardEvent) => unknown>): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const run = latest.current[event.key.toLowerCase()];
      if (run === undefined || isBusyElsewhere(event)) return;
      if (run(event) !== false) event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

/** The row the focus is in: the key's id. */
export function findFocusedKey(): string | undefined {
  const row = document.activeElement?.closest<HTMLElement>("[data-key-row]");
  return row?.dataset.keyRow;
}

/** Moves the focus to the name of the next key, or of the one before; Enter opens it. */
export function focusNextRow(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-key-row]")];
  const current = rows.findIndex((row) => row.contains(document.activeElement));
  const next = current === -1 ? 0 : Math.min(Math.max(current + step, 0), rows.length - 1);
  rows[next]?.querySelector("a")?.focus();
}
