import type { ApiFailure } from "./api-failure.ts";

// By itself, because every page loads the file about failures, and only dialogs need this.

/** Whether the request failed because what it is about was changed or deleted after the page loaded it. */
export function isOutdated({ status }: ApiFailure): boolean {
  return status === 409 || status === 404;
}
