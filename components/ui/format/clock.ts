"use client";

import { useSyncExternalStore } from "react";

const tickMs = 30_000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let nowMs = 0;

function tick(): void {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

/** All times on the page share one timer. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    nowMs = Date.now();
    timer = setInterval(tick, tickMs);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function readNow(): number {
  if (nowMs === 0) nowMs = Date.now();
  return nowMs;
}

/** The viewer's time in ms, updated every 30 seconds. Null on the server and during hydration. */
export function useClock(): number | null {
  return useSyncExternalStore(subscribe, readNow, () => null);
}
