"use client";

/** A short message, waiting to be shown. */
export interface Toast {
  kind: "success" | "failure";
  title: string;
  description: string | undefined;
}

const waiting: Toast[] = [];
const listeners = new Set<() => void>();

function tell(toast: Toast): void {
  waiting.push(toast);
  for (const listener of listeners) listener();
}

/** Calls back whenever something is told; returns what ends it. */
export function listenForToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What has been told and not been shown yet; who takes it shows it. */
export function takeToasts(): Toast[] {
  return waiting.splice(0);
}

export function isToastWaiting(): boolean {
  return waiting.length > 0;
}

/** A quiet word that something worked; it goes by itself. */
export function tellSuccess(title: string, description?: string): void {
  tell({ kind: "success", title, description });
}

/** What went wrong; it stays until it is read and closed. */
export function tellFailure(title: string, description?: string): void {
  tell({ kind: "failure", title, description });
}
