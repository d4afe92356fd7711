"use client";

/** Safari has no idle callbacks. Elsewhere, a page with an animation on a busy machine might never be idle. */
const maxWaitMs = 2_000;

/** Loads code that will probably be needed, once the page has nothing else to do, or soon. Returns how to stop waiting. */
export function loadWhenIdle(load: () => Promise<unknown>): () => void {
  // What can't be loaded now is loaded when it is needed.
  const run = () => void load().catch(() => {});
  if ("requestIdleCallback" in window) {
    const handle = requestIdleCallback(run, { timeout: maxWaitMs });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(run, maxWaitMs);
  return () => clearTimeout(timer);
}

/**
 * Resolves once the page has nothing else to do, or soon, for code that makes something work that can already be read.
 * React follows no link before it has that code.
 */
export function waitUntilIdle(): Promise<void> {
  return new Promise((resolve) => {
    loadWhenIdle(async () => resolve());
  });
}
