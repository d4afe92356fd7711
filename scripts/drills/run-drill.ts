import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import type { Prometheus } from "./prometheus.ts";

const defaultLimitSeconds = 60;

export interface Drill {
  title: string;
  expected: readonly string[];
  /** Once, at the beginning. */
  breakIt?: () => Promise<unknown>;
  /** Again and again, until the alerts fire. */
  repeat?: () => Promise<unknown>;
  /** Null: it stays broken. */
  repair: (() => Promise<unknown>) | null;
  /** In which the alerts must fire, and be quiet again. */
  limitSeconds?: number;
}

interface Waiting {
  title: string;
  limitSeconds: number;
  isReached: (firing: string[]) => boolean;
  repeat?: (() => Promise<unknown>) | undefined;
}

/** Returns the seconds until then. */
async function waitUntil(prometheus: Prometheus, waiting: Waiting): Promise<number> {
  const startedAtMs = performance.now();
  for (;;) {
    const firing = await prometheus.listFiring();
    const seconds = Math.round((performance.now() - startedAtMs) / 1_000);
    if (waiting.isReached(firing)) return seconds;
    assert(seconds < waiting.limitSeconds, `${waiting.title}; firing: ${firing.join(", ")}`);
    await waiting.repeat?.();
    await wait(250);
  }
}

/** Breaks something, waits until the alerts fire, repairs it, and waits until they are quiet. */
export async function runDrill(prometheus: Prometheus, drill: Drill): Promise<void> {
  const { title, expected, limitSeconds = defaultLimitSeconds } = drill;
  await drill.breakIt?.();
  const firedAfter = await waitUntil(prometheus, {
    title,
    limitSeconds,
    isReached: (firing) => expected.every((name) => firing.includes(name)),
    repeat: drill.repeat,
  });
  console.log(`${title}: ${expected.join(", ")} after ${firedAfter} s`);
  if (drill.repair === null) return;
  await drill.repair();
  const endedAfter = await waitUntil(prometheus, {
    title: `${title}, repaired`,
    limitSeconds,
    isReached: (firing) => !expected.some((name) => firing.includes(name)),
  });
  console.log(`  quiet ${endedAfter} s after the repair`);
}
