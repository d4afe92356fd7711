"use client";

import { useEffect, useRef } from "react";

/** Typing, or a dialog or menu that is open, is not to be disturbed. */
function isBusyElsewhere(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return true;
  const { target } = event;
  if (target instanceof HTMLElement && target.closest("input, textarea, select, [contenteditable]"))
    return true;
  return document.querySelector('[role="dialog"], [role="alertdialog"], [role="menu"]') !== null;
}

/** Single keys that do something on this page, by the key as typed. */
export function useShortcuts(shortcuts: Record<string, () => void>): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const run = latest.current[event.key];
      if (run === undefined || isBusyElsewhere(event)) return;
      event.preventDefault();
      run();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

/** Moves the focus to the menu of the next row, or the one before. */
export function focusNextRow(step: 1 | -1): void {
  const menus = [...document.querySelectorAll<HTMLElement>("[data-key-menu]")];
  const current = menus.findIndex((menu) => menu.closest("tr")?.contains(document.activeElement));
  const next = current === -1 ? 0 : Math.min(Math.max(current + step, 0), menus.length - 1);
  menus[next]?.focus();
}
