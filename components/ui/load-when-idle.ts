"use client";

/** Safari has no idle callbacks. Elsewhere, a page with an animation on a busy machine might never be idle. */
const maxWaitMs = 2_000;

/** Loads code that will probably be needed, once the page has nothing else to do. Returns how to stop waiting. */
export function loadWhenIdle(load: () => Promise<unknown>, options: IdleRequestOptions = {}): () => void {
  // What can't be loaded now is loaded when it is needed.
  const run = () => void load().catch(() => {});
  if ("requestIdleCallback" in window) {
    const handle = requestIdleCallback(run, options);
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(run, maxWaitMs);
  return () => clearTimeout(timer);
}

/**
 * Resolves once the page has nothing else to do, in any case within two seconds: for code that makes something work that is
 * already on the page. Until React has that code, its links don't work.
 */
export function waitUntilIdle(): Promise<void> {
  return new Promise((resolve) => {
    loadWhenIdle(async () => resolve(), { timeout: maxWaitMs });
  });
}
