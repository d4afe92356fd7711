"use client";

/** Safari has no idle callbacks. */
const fallbackMs = 2_000;

/** Loads code that will probably be needed, once the page has nothing else to do. Returns how to stop waiting. */
export function loadWhenIdle(load: () => Promise<unknown>): () => void {
  // What can't be loaded now is loaded when it is needed.
  const run = () => void load().catch(() => {});
  if ("requestIdleCallback" in window) {
    const handle = requestIdleCallback(run);
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(run, fallbackMs);
  return () => clearTimeout(timer);
}

/** Resolves once the page has nothing else to do, for code that makes something work that can already be read. */
export function waitUntilIdle(): Promise<void> {
  return new Promise((resolve) => {
    loadWhenIdle(async () => resolve());
  });
}
