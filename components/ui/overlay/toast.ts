"use client";

/** A short message. */
export interface Toast {
  kind: "success" | "failure";
  title: string;
  description: string | undefined;
  action?: ToastAction | undefined;
}

/** What a toast offers to do next, such as to undo what it reports. */
export interface ToastAction {
  label: string;
  run: () => void;
}

const queue: Toast[] = [];
const listeners = new Set<() => void>();

function enqueue(toast: Toast): void {
  queue.push(toast);
  for (const listener of listeners) listener();
}

/** Calls the listener whenever a toast is queued. Returns the unsubscribe function. */
export function listenForToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Removes and returns the queued toasts. The caller shows them. */
export function takeToasts(): Toast[] {
  return queue.splice(0);
}

export function isToastWaiting(): boolean {
  return queue.length > 0;
}

/** Shows a success message that disappears by itself. */
export function showSuccess(title: string, description?: string, action?: ToastAction): void {
  enqueue({ kind: "success", title, description, action });
}

/** Shows an error message that stays until it is closed. */
export function showError(title: string, description?: string): void {
  enqueue({ kind: "failure", title, description });
}
