"use client";

import { type ReactNode, useEffect, useId, useSyncExternalStore } from "react";

let content: ReactNode = null;
const layers: string[] = [];
const listeners = new Set<() => void>();

function notify(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Shows a dialog over everything that is open. Null removes it. */
export function showOnTop(node: ReactNode): void {
  content = node;
  notify();
}

/**
 * The place for that dialog. The page has one, and every dialog: Base UI keeps a dialog open below another one that is
 * rendered inside it. Only the topmost place shows it.
 */
export function TopLayer(): ReactNode {
  const id = useId();
  useEffect(() => {
    layers.push(id);
    notify();
    return () => {
      layers.splice(layers.indexOf(id), 1);
      notify();
    };
  }, [id]);
  return useSyncExternalStore(
    subscribe,
    () => (layers.at(-1) === id ? content : null),
    () => null,
  );
}
