import { setTimeout } from "node:timers/promises";
import { createAdmissionGate, type Turn } from "#lib/domain/limits/admission-gate.ts";

/**
 * How many pages a second a thread passes on to the pages process. Passing one on costs as much time as ten verifications; 200
 * people who all arrive within a minute ask for 27 pages a second.
 */
const maxPerSecond = 300;
/** How many may pass at once after a quiet time. */
const maxBurst = 60;

const gateLimits = { running: 1, waiting: 400, maxWaitMs: 10_000 } as const;

export interface PagePace {
  /** Resolves when the page may be passed on. Throws `service_unavailable` when too many wait, or one for too long. */
  wait(chooseTurn: () => Promise<Turn>): Promise<void>;
}

interface PaceOptions {
  readMs: () => number;
  sleep: (ms: number) => Promise<unknown>;
}

const hostTime: PaceOptions = { readMs: () => performance.now(), sleep: setTimeout };

/**
 * Paces what this thread passes on to the pages process, so that readers of pages leave its time to verification. Pages that wait
 * take turns: signed-in browsers apart from all others, and addresses one after another.
 */
export function createPagePace({ readMs, sleep }: PaceOptions = hostTime): PagePace {
  const gate = createAdmissionGate(gateLimits);
  let tokens: number = maxBurst;
  let filledAtMs = readMs();

  const fill = () => {
    const nowMs = readMs();
    tokens = Math.min(maxBurst, tokens + ((nowMs - filledAtMs) * maxPerSecond) / 1000);
    filledAtMs = nowMs;
  };

  const waitForTurn = async (chooseTurn: () => Promise<Turn>) => {
    const leave = await gate.enter(await chooseTurn());
    try {
      for (fill(); tokens < 1; fill()) await sleep(Math.ceil(((1 - tokens) * 1000) / maxPerSecond));
      tokens -= 1;
    } finally {
      leave();
    }
  };

  return {
    wait: async (chooseTurn) => {
      fill();
      if (tokens < 1 || !gate.isIdle()) return waitForTurn(chooseTurn);
      tokens -= 1;
    },
  };
}
